import { chosenMood, offerMoods } from './moods.js';
import { characters } from './wording.js';

const longest = 32_000;
const countFrom = 31_000;

/** Where a message is written, given a mood and sent. While an answer is coming its Send is a Stop. */
export class Composer {
  #form;
  #message;
  #moods;
  #left;
  #send;
  #stop;
  #answering = false;
  #ready = false;

  constructor(form, { onSend, onStop }) {
    this.#form = form;
    this.#message = form.querySelector('#message');
    this.#moods = form.querySelector('#moods');
    this.#left = form.querySelector('#left');
    this.#send = form.querySelector('#send');
    this.#stop = form.querySelector('#stop');
    offerMoods(this.#moods);
    this.#listen(onSend, onStop);
    this.#refresh();
  }

  get mood() {
    return chosenMood(this.#moods);
  }

  focus() {
    this.#message.focus();
  }

  /** Before that, messages can be written and not sent. */
  set ready(value) {
    this.#ready = value;
    this.#refresh();
  }

  set answering(value) {
    this.#answering = value;
    this.#send.hidden = value;
    this.#stop.hidden = !value;
  }

  #listen(onSend, onStop) {
    this.#message.addEventListener('input', () => this.#refresh());
    this.#message.addEventListener('keydown', (event) => {
      // Enter that ends a composition (Japanese, Chinese …) chooses a word and sends nothing.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#answering && this.#sendable) {
        onSend(this.#take(), this.mood);
      }
    });
    this.#stop.addEventListener('click', () => {
      onStop();
      this.focus();
    });
  }

  get #sendable() {
    const { value } = this.#message;
    return this.#ready && value.trim() !== '' && value.length <= longest;
  }

  #take() {
    const message = this.#message.value;
    this.#message.value = '';
    this.#refresh();
    this.focus();
    return message;
  }

  #refresh() {
    const { length } = this.#message.value;
    const over = length > longest;
    this.#send.setAttribute('aria-disabled', String(!this.#sendable));
    this.#message.setAttribute('aria-invalid', String(over));
    this.#left.classList.toggle('over', over);
    this.#left.textContent = over
      ? `${characters(length - longest)} too many`
      : length >= countFrom
        ? `${characters(longest - length)} left`
        : '';
  }
}
