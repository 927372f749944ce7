import { ChatLedgerClient } from '../client/index.js';
import { Announcer } from './announcer.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Notice } from './notice.js';
import { followEnd } from './scrolling.js';
import { Transcript } from './transcript.js';

const element = (id) => document.getElementById(id);

// This file lies in `page/` below the path the chat is mounted at.
const client = new ChatLedgerClient({ baseUrl: new URL('..', import.meta.url).href });
const notice = new Notice(element('notice'));
const announcer = new Announcer(element('announcements'));
const transcript = new Transcript({
  list: element('turns'),
  welcome: element('welcome'),
  earlier: element('earlier'),
});

const conversation = new Conversation(client, transcript, announcer, (answering) => (composer.answering = answering));

const composer = new Composer(element('composer'), {
  onSend: (message, mood) => conversation.ask(message, mood),
  onStop: () => conversation.stop(),
});

// A question asked before the history has come would be shown twice; so the composer waits for it, and where it cannot
// be had, chatting goes on without it and another attempt starts the page afresh.
notice.guard(() => conversation.restore(), () => location.reload()).then(() => (composer.ready = true));

for (const example of document.querySelectorAll('.example')) {
  example.addEventListener('click', () => {
    composer.focus();
    conversation.ask(example.textContent, composer.mood);
  });
}

element('earlier').addEventListener('click', () => notice.guard(() => conversation.loadEarlier()));

element('start-new').addEventListener('click', () => {
  composer.focus();
  notice.guard(() => conversation.startNew());
});

element('forget').addEventListener('click', () => {
  element('forget-dialog').returnValue = '';
  element('forget-dialog').showModal();
});

element('forget-dialog').addEventListener('close', (event) => {
  if (event.target.returnValue === 'forget') {
    composer.focus();
    notice.guard(() => conversation.forget());
  }
});

addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && !element('forget-dialog').open) {
    conversation.stop();
  }
});

followEnd();
if (matchMedia('(pointer: fine)').matches) {
  composer.focus(); // On a phone this would cover the page with its keyboard.
}
