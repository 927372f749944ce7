import { sentencesFor } from './wording.js';

/** A failure that belongs to the page rather than to one turn, with another attempt. */
export class Notice {
  #element;

  constructor(element) {
    this.#element = element;
  }

  /** Runs an action and shows its failure until another attempt succeeds. */
  async guard(action, retry = () => this.guard(action)) {
    try {
      await action();
      this.#element.replaceChildren();
    } catch (error) {
      this.#show(sentencesFor(error), retry);
    }
  }

  #show(sentences, retry) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = 'Try again';
    button.onclick = retry;
    this.#element.replaceChildren(sentences, button);
  }
}
