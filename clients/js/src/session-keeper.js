import { createSessionId, isSessionId } from './session-id.js';

const name = 'chat_session_id';

/**
 * What the client needs of a `Storage`.
 *
 * @typedef {object} KeyValueStorage
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/**
 * Keeps the session id of this browser.
 *
 * Storage may be blocked altogether or fail at any call (private windows, a full quota). Every id is then `null`: the
 * client sends none, and the cookie set by the server carries the session.
 */
export class SessionKeeper {
  #storage;

  /** @param {KeyValueStorage | null | undefined} storage `null`: cookie only; `undefined`: what the platform offers. */
  constructor(storage) {
    this.#storage = storage === undefined ? platformStorage() : storage;
  }

  /** @returns {string | null} The id in use, read anew each time because another tab may have changed it. */
  read() {
    const id = this.#attempt((storage) => storage.getItem(name));
    return isSessionId(id) ? id : null;
  }

  /** @returns {string | null} The id in use, or a new one. */
  ensure() {
    return this.read() ?? this.renew();
  }

  /** @returns {string | null} A new id, now in use. */
  renew() {
    return this.keep(createSessionId());
  }

  /**
   * @param {string} id
   * @returns {string | null} The id, or `null` where it could not be stored.
   */
  keep(id) {
    return this.#attempt((storage) => {
      storage.setItem(name, id);
      return id;
    });
  }

  clear() {
    this.#attempt((storage) => storage.removeItem(name));
  }

  /**
   * @template T
   * @param {(storage: KeyValueStorage) => T} action
   * @returns {T | null}
   */
  #attempt(action) {
    try {
      return this.#storage ? action(this.#storage) : null;
    } catch {
      // Blocked storage is an ordinary state with an ordinary answer: the cookie.
      return null;
    }
  }
}

/** @returns {KeyValueStorage | null} */
function platformStorage() {
  if (typeof window === 'undefined') {
    return memoryStorage(); // Node and workers: there is no localStorage, and Node keeps no cookies either.
  }

  try {
    return window.localStorage;
  } catch {
    return null; // Reading the property itself throws where a browser blocks storage.
  }
}

/** @returns {KeyValueStorage} */
function memoryStorage() {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
