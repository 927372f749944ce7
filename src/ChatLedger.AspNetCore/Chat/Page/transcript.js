import { keepingPlace } from './scrolling.js';
import { TurnView } from './turn-view.js';

/** The list of turns and the way to earlier ones; the welcome stands in its place while it is empty. */
export class Transcript {
  #list;
  #welcome;
  #earlier;

  constructor({ list, welcome, earlier }) {
    this.#list = list;
    this.#welcome = welcome;
    this.#earlier = earlier;
  }

  add(turn) {
    const view = new TurnView(turn);
    this.#list.append(view.element);
    this.#welcome.hidden = true;
    return view;
  }

  /** Puts recorded turns, oldest first, before those shown, which stay where they are on the screen. */
  prepend(turns, hasEarlier) {
    const elements = turns.map((turn) => TurnView.recorded(turn).element);
    keepingPlace(this.#list.firstElementChild, () => {
      this.#list.prepend(...elements);
      this.#earlier.hidden = !hasEarlier;
    });
    this.#welcome.hidden = this.#list.hasChildNodes();
  }

  clear() {
    this.#list.replaceChildren();
    this.#earlier.hidden = true;
    this.#welcome.hidden = false;
  }
}
