/**
 * @typedef {object} StreamEvent
 * @property {string} event
 * @property {string} data
 */

/**
 * Turns bytes into server-sent events (WHATWG HTML, 9.2.6), wherever the network cut them: within a line ending or
 * within a character. Comments, ids and retry times are skipped; an event without its closing empty line is dropped.
 */
export class EventStreamDecoder {
  #utf8 = new TextDecoder();
  #line = '';
  #afterCarriageReturn = false;
  #event = '';
  /** @type {string[]} */
  #data = [];

  /**
   * @param {Uint8Array} bytes
   * @returns {StreamEvent[]} The events that these bytes completed.
   */
  decode(bytes) {
    const lines = (this.#line + this.#text(bytes)).split(/\r\n|\r|\n/);
    this.#line = /** @type {string} */ (lines.pop());
    return lines.flatMap((line) => this.#take(line));
  }

  /**
   * A carriage return ends its line at once, so a line feed that comes first in the next bytes belongs to it.
   *
   * @param {Uint8Array} bytes
   */
  #text(bytes) {
    const text = this.#utf8.decode(bytes, { stream: true });
    if (text === '') {
      return text;
    }

    const rest = this.#afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCarriageReturn = text.endsWith('\r');
    return rest;
  }

  /**
   * @param {string} line
   * @returns {StreamEvent[]}
   */
  #take(line) {
    if (line === '') {
      return this.#dispatch();
    }

    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#event = value;
    } else if (field === 'data') {
      this.#data.push(value);
    }

    return [];
  }

  /** @returns {StreamEvent[]} */
  #dispatch() {
    const complete = this.#data.length > 0 ? [{ event: this.#event || 'message', data: this.#data.join('\n') }] : [];
    this.#event = '';
    this.#data = [];
    return complete;
  }
}

/**
 * The events of a body, to its end. A connection that breaks is an end too: what tells a whole answer from a part is
 * its last event, not how the connection closed.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<StreamEvent, void, undefined>}
 */
export async function* readEvents(body) {
  const decoder = new EventStreamDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || !value) {
        return;
      }

      yield* decoder.decode(value);
    }
  } finally {
    reader.releaseLock();
  }
}
