import { sendPatiently } from './patience.js';
import { toEnd } from './scrolling.js';
import { sentencesFor } from './wording.js';

const pageOfTurns = 30;

/** The course of the conversation: restoring it, asking, stopping, starting anew, forgetting. */
export class Conversation {
  #client;
  #transcript;
  #announcer;
  #onAnswering;
  #running = null;
  #earlier = null;

  /** @param onAnswering called with whether an answer is coming, whenever that changes. */
  constructor(client, transcript, announcer, onAnswering) {
    this.#client = client;
    this.#transcript = transcript;
    this.#announcer = announcer;
    this.#onAnswering = onAnswering;
  }

  async restore() {
    if (await this.#load()) {
      toEnd();
    }
  }

  async loadEarlier() {
    await this.#load(this.#earlier);
  }

  async ask(message, mood) {
    const turn = this.#transcript.add({ userMessage: message, mood, timestamp: new Date() });
    toEnd();
    await this.#answer(turn, message, { mood });
  }

  stop() {
    this.#running?.abort();
  }

  async startNew() {
    this.stop();
    await this.#client.newSession();
    this.#clear('A new conversation has begun.');
  }

  async forget() {
    this.stop();
    await this.#client.forget();
    this.#clear('This browser has forgotten the conversation.');
  }

  async #answer(turn, message, options) {
    if (this.#running) {
      return;
    }

    const running = new AbortController();
    this.#run(running);
    turn.begin();
    try {
      const onDelta = (text) => turn.append(text);
      const { response } = await sendPatiently(this.#client, message, { ...options, signal: running.signal, onDelta });
      turn.end('completed');
      this.#announcer.say(response);
    } catch (error) {
      this.#missed(error, running.signal, turn, () => this.#answer(turn, message, { ...options, key: error.key }));
    } finally {
      this.#run(null);
    }
  }

  /** An answer that did not come to its end was stopped, or can be asked for again. */
  #missed(error, signal, turn, retry) {
    if (signal.aborted) {
      turn.end('aborted');
      this.#announcer.say('The answer was stopped.');
    } else {
      turn.fail(sentencesFor(error), retry);
      this.#announcer.say(sentencesFor(error));
    }
  }

  async #load(before) {
    const { items, next } = await this.#client.history({ limit: pageOfTurns, before });
    this.#transcript.prepend(items, next !== null);
    this.#earlier = next;
    return items.length > 0;
  }

  #clear(announcement) {
    this.#transcript.clear();
    this.#earlier = null;
    this.#announcer.say(announcement);
  }

  #run(running) {
    this.#running = running;
    this.#onAnswering(running !== null);
  }
}
