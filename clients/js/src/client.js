import { readAnswer } from './answer.js';
import { Api } from './api.js';
import { ChatLedgerError } from './error.js';
import { SessionKeeper } from './session-keeper.js';
import { createUuid } from './uuid.js';

/**
 * @typedef {object} ClientOptions
 * @property {string} [baseUrl] Where the server is, with its path base; default: this origin's root.
 * @property {import('./index.js').KeyValueStorage | null} [storage]
 *   Keeps the session id; default: `localStorage` in a browser, memory elsewhere. `null`: the server's cookie only.
 * @property {typeof globalThis.fetch} [fetch]
 *
 * @typedef {object} SendOptions
 * @property {string} [mood] At most 50 characters.
 * @property {Record<string, unknown>} [metadata] Stored with the turn.
 * @property {AbortSignal | null} [signal] Stops the answer; `send` then rejects with the signal's reason.
 * @property {string} [key] A UUID that names this message; give a failed attempt's `error.key` to send it again.
 * @property {(text: string) => void} [onDelta] Called with each piece of the answer as it arrives.
 */

/** One visitor's conversation with a ChatLedger server. A call that fails rejects with a {@link ChatLedgerError}. */
export class ChatLedgerClient {
  #api;
  #keeper;
  /** @type {Promise<unknown> | null} */
  #adopting = null;
  /** @type {Promise<unknown> | null} Where storage is blocked: whether the cookie names a session. */
  #cookie = null;

  /** @param {ClientOptions} [options] */
  constructor({ baseUrl = '', storage, fetch = globalThis.fetch } = {}) {
    this.#api = new Api(baseUrl, fetch);
    this.#keeper = new SessionKeeper(storage);
  }

  /**
   * Sends a message and reads the answer. Resolves once the turn is recorded; an answer that broke off rejects, and
   * sending it again with the error's `key` is never recorded twice.
   *
   * @param {string} message
   * @param {SendOptions} [options]
   * @returns {Promise<import('./index.js').Answer>}
   */
  async send(message, { mood, metadata, signal, key = createUuid(), onDelta } = {}) {
    const body = { message, mood, metadata, stream: true };
    const session = this.#keeper.ensure();
    if (session === null) {
      await this.#inCookie();
    }

    const response = await this.#inSession(session, (sessionId) =>
      this.#api.request('POST', '/api/chat', { sessionId, key, body, signal }),
    );
    return readAnswer(response, { key, signal, onDelta });
  }

  /**
   * The visitor's own turns: the newest `limit`, or those before `before`, oldest first.
   *
   * @param {{ limit?: number, before?: string, signal?: AbortSignal | null }} [options]
   * @returns {Promise<import('./index.js').History>} Empty where nothing was said yet.
   */
  async history({ limit, before, signal } = {}) {
    const query = new URLSearchParams({ ...(limit && { limit: String(limit) }), ...(before && { before }) });
    const path = `/api/chat/history${query.size > 0 ? `?${query}` : ''}`;
    try {
      const response = await this.#inSession(this.#keeper.read(), (sessionId) =>
        this.#api.request('GET', path, { sessionId, signal }),
      );
      return await response.json();
    } catch (error) {
      if (!isUnknown(error)) {
        throw error;
      }

      return { items: [], next: null };
    }
  }

  /** @returns {Promise<import('./index.js').SessionInfo>} The visitor's session, made if there is none. */
  async session() {
    const sessionId = this.#keeper.read();
    try {
      return sessionId ? await this.#sessionInfo(sessionId) : await this.#adopt();
    } catch (error) {
      if (!isUnknown(error) && !isSessionRefused(error)) {
        throw error;
      }

      return this.#adopt();
    }
  }

  /**
   * Ends the session and starts another.
   *
   * @returns {Promise<string | null>} The new id; `null` where only the cookie can hold it, once a message is sent.
   */
  async newSession() {
    await this.#end();
    return this.#keeper.renew();
  }

  /** Ends the session and removes its id from this browser. The id goes even where the server cannot be reached. */
  async forget() {
    try {
      await this.#end();
    } finally {
      this.#keeper.clear();
    }
  }

  async #end() {
    this.#cookie = null;
    try {
      await this.#inSession(this.#keeper.read(), (sessionId) =>
        this.#api.request('DELETE', '/api/chat/session', { sessionId }),
      );
    } catch (error) {
      if (!isUnknown(error)) {
        throw error;
      }
    }
  }

  /** Without storage a message needs its session's cookie first: a key is the session's own, so a retry in another would be recorded again. */
  async #inCookie() {
    this.#cookie ??= this.#sessionInfo(null);
    try {
      await this.#cookie;
    } catch (error) {
      this.#cookie = null;
      throw error;
    }
  }

  /**
   * Calls with the session id, and once more with another where the server will not have this one.
   *
   * @param {string | null} sessionId
   * @param {(sessionId: string | null) => Promise<Response>} call
   */
  async #inSession(sessionId, call) {
    try {
      return await call(sessionId);
    } catch (error) {
      if (!isSessionRefused(error)) {
        throw error;
      }

      return call(await this.#successorOf(sessionId));
    }
  }

  /**
   * Another tab, or another message of this one, may have met the same refusal and found the next session already.
   *
   * @param {string | null} refused
   * @returns {Promise<string | null>}
   */
  async #successorOf(refused) {
    const current = this.#keeper.read();
    if (current !== refused) {
      return current;
    }

    this.#adopting ??= this.#adopt().finally(() => (this.#adopting = null));
    await this.#adopting;
    return this.#keeper.read();
  }

  /**
   * Takes the session that the cookie names, or the one that the server makes in its place. No script can read or remove
   * that cookie, and the server refuses an id beside it that differs: an id of our own would not do.
   */
  async #adopt() {
    const info = await this.#sessionInfo(null);
    this.#keeper.keep(info.sessionId);
    return info;
  }

  /**
   * @param {string | null} sessionId
   * @returns {Promise<import('./index.js').SessionInfo>}
   */
  async #sessionInfo(sessionId) {
    const response = await this.#api.request('POST', '/api/chat/session', { sessionId });
    return response.json();
  }
}

/**
 * A session the server does not know has no turns and needs no ending.
 *
 * @param {unknown} error
 */
function isUnknown(error) {
  return error instanceof ChatLedgerError && error.status === 404;
}

/**
 * The session has ended, or its id is malformed or contradicts the cookie.
 *
 * @param {unknown} error
 */
function isSessionRefused(error) {
  return (
    error instanceof ChatLedgerError &&
    (error.type === 'session-ended' || (error.status === 400 && error.type.includes('session')))
  );
}
