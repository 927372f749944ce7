const heardAfter = 1000;

/**
 * Speaks to screen readers, politely. A streamed answer is said once, when it is whole: the conversation itself is no
 * live region, which would read growing text again and again. What was said is taken away, lest browsing meet it twice.
 */
export class Announcer {
  #region;
  #clearing;

  constructor(region) {
    this.#region = region;
  }

  say(text) {
    clearTimeout(this.#clearing);
    this.#region.textContent = text;
    this.#clearing = setTimeout(() => this.#region.replaceChildren(), heardAfter);
  }
}
