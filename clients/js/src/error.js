/**
 * Why a call did not succeed.
 *
 * `type` is the server's stable slug (`session-ended`, `rate-limited`, `in-progress` …), or, where no server spoke,
 * `connection-lost`: the server was not reached, or an answer broke off before its end.
 */
export class ChatLedgerError extends Error {
  name = 'ChatLedgerError';

  /**
   * @param {object} details
   * @param {string} details.type
   * @param {string} details.title One sentence for people, without anything they wrote.
   * @param {number} [details.status] HTTP status; absent where there was no refusal by status.
   * @param {number} [details.retryAfter] Seconds to wait before trying again.
   * @param {string} [details.key] Send the message again with this key, and it is not recorded twice. Absent where the
   *   attempt is recorded with its failure: asking again is then another turn, with a key of its own.
   * @param {string} [details.partial] What had arrived of the answer.
   * @param {unknown} [details.cause]
   */
  constructor({ type, title, status, retryAfter, key, partial = '', cause }) {
    super(title, { cause });
    this.type = type;
    this.title = title;
    this.status = status;
    this.retryAfter = retryAfter;
    this.key = key;
    this.partial = partial;
  }
}

/**
 * @param {{ key?: string, partial?: string, cause?: unknown }} context
 * @returns {ChatLedgerError}
 */
export function connectionLost(context) {
  return new ChatLedgerError({ type: 'connection-lost', title: 'The connection was lost.', ...context });
}

/**
 * Reads a refusal: `application/problem+json` (RFC 9457), or what a proxy on the way made of it.
 *
 * @param {Response} response
 * @param {string} [key]
 * @returns {Promise<ChatLedgerError>}
 */
export async function refusal(response, key) {
  /** @type {unknown} */
  const body = await response.json().catch(() => null);
  const problem = /** @type {{ type?: unknown, title?: unknown }} */ (body ?? {});
  return new ChatLedgerError({
    type: slug(problem.type) ?? `http-${response.status}`,
    title: typeof problem.title === 'string' ? problem.title : `The server answered with status ${response.status}.`,
    status: response.status,
    retryAfter: seconds(response.headers.get('Retry-After')),
    key,
  });
}

/**
 * The last part of a problem type, which may be a bare word, a URL or a URN.
 *
 * @param {unknown} type
 */
function slug(type) {
  return typeof type === 'string' ? type.match(/[^/:#]+$/)?.[0] : undefined;
}

/**
 * Retry-After holds seconds or a date (RFC 9110, 10.2.3).
 *
 * @param {string | null} value
 */
function seconds(value) {
  if (!value) {
    return undefined;
  }

  const wait = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
