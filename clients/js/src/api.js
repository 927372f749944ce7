import { connectionLost, refusal } from './error.js';

/**
 * @typedef {object} Call
 * @property {string | null} sessionId `null` sends none: the cookie speaks.
 * @property {string} [key]
 * @property {object} [body]
 * @property {AbortSignal | null} [signal]
 */

/**
 * The HTTP side: headers, addresses, and failures as errors.
 */
export class Api {
  #baseUrl;
  #fetch;

  /**
   * @param {string} baseUrl
   * @param {typeof globalThis.fetch} fetch
   */
  constructor(baseUrl, fetch) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#fetch = fetch;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Call} call
   * @returns {Promise<Response>} A success.
   * @throws {import('./error.js').ChatLedgerError} A refusal, or no answer.
   */
  async request(method, path, { sessionId, key, body, signal }) {
    const fetch = this.#fetch;
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: headers(sessionId, key, body),
      body: body && JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    }).catch((cause) => {
      signal?.throwIfAborted();
      throw connectionLost({ key, cause });
    });

    if (!response.ok) {
      throw await refusal(response, key);
    }

    return response;
  }
}

/**
 * @param {string | null} sessionId
 * @param {string | undefined} key
 * @param {object | undefined} body
 * @returns {Record<string, string>}
 */
function headers(sessionId, key, body) {
  return {
    ...(sessionId && { 'X-Chat-Session': sessionId }),
    ...(key && { 'Idempotency-Key': `"${key}"`, Accept: 'text/event-stream, application/problem+json' }),
    ...(body && { 'Content-Type': 'application/json' }),
  };
}
