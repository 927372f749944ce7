export { ChatLedgerClient } from './client.js';
export { ChatLedgerError } from './error.js';

/** @typedef {import('./answer.js').Answer} Answer */
/** @typedef {import('./client.js').ClientOptions} ClientOptions */
/** @typedef {import('./client.js').SendOptions} SendOptions */
/** @typedef {import('./session-keeper.js').KeyValueStorage} KeyValueStorage */

/**
 * One message and its answer, as recorded.
 *
 * @typedef {object} Turn
 * @property {string | null} turnId
 * @property {string} userMessage
 * @property {string} aiResponse What there is of the answer; all of it where `status` is `completed`.
 * @property {string | null} mood
 * @property {string} timestamp RFC 3339, UTC.
 * @property {'completed' | 'failed' | 'aborted' | 'interrupted'} status
 * @property {number | null} responseTimeMs
 */

/**
 * @typedef {object} History
 * @property {Turn[]} items Oldest first.
 * @property {string | null} next Give it as `before` to get the turns before these; `null` where there are none.
 */

/**
 * @typedef {object} SessionInfo
 * @property {string} sessionId
 * @property {string} startedAt RFC 3339, UTC.
 * @property {number} totalMessages
 */
