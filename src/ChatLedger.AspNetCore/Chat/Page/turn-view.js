import { showMood } from './moods.js';
import { instantiate } from './templates.js';
import { showTime } from './times.js';
import { outcomeOf } from './wording.js';

/** One turn on the page. What people and models wrote goes into text nodes only, never into markup. */
export class TurnView {
  element = instantiate('turn');
  #answer = this.element.querySelector('.answer');
  #text = this.#answer.querySelector('.text');
  #outcome = this.#answer.querySelector('.outcome');
  #retry = this.#answer.querySelector('.retry');

  constructor({ userMessage, mood, timestamp }) {
    const question = this.element.querySelector('.question');
    question.querySelector('.text').textContent = userMessage;
    showMood(question.querySelector('.mood'), mood);
    showTime(question.querySelector('time'), new Date(timestamp));
  }

  /** A turn read from history. */
  static recorded(turn) {
    const view = new TurnView(turn);
    view.append(turn.aiResponse);
    view.end(turn.status);
    return view;
  }

  /** Empties the answer, to be filled from its beginning. */
  begin() {
    this.#state('answering');
    this.#text.replaceChildren();
    this.#outcome.textContent = '';
    this.#retry.hidden = true;
  }

  append(text) {
    this.#text.append(text);
  }

  end(status) {
    this.#state(status);
    this.#text.normalize();
    this.#outcome.textContent = outcomeOf(status);
  }

  /** Says why there is no whole answer, and offers another attempt. */
  fail(sentences, retry) {
    this.#state('failed');
    this.#outcome.textContent = sentences;
    this.#retry.hidden = false;
    this.#retry.onclick = retry;
  }

  #state(name) {
    this.element.className = `turn ${name}`;
    this.#answer.setAttribute('aria-busy', String(name === 'answering'));
  }
}
