import { ChatLedgerError, connectionLost } from './error.js';
import { readEvents } from './event-stream.js';

/**
 * A complete, recorded answer.
 *
 * @typedef {object} Answer
 * @property {string} response
 * @property {string | null} sessionId
 * @property {string | null} turnId `null` where nothing is recorded.
 * @property {string | null} conversationId `null` where the store had not committed yet; the turn is durable.
 * @property {number} responseTimeMs
 */

/**
 * Reads a streamed answer to its end.
 *
 * @param {Response} response
 * @param {{ key: string, signal?: AbortSignal | null, onDelta?: (text: string) => void }} options
 * @returns {Promise<Answer>}
 * @throws {ChatLedgerError} The stream said so (`error`), or ended without a last word (`connection-lost`).
 */
export async function readAnswer(response, { key, signal, onDelta }) {
  const body = response.body ?? new Blob().stream();
  /** @type {Answer} */
  const answer = { response: '', sessionId: null, turnId: null, conversationId: null, responseTimeMs: 0 };
  try {
    for await (const { event, data } of readEvents(body)) {
      const fields = JSON.parse(data);
      if (event === 'session') {
        answer.sessionId = fields.sessionId;
        answer.turnId = fields.turnId;
      } else if (event === 'delta') {
        answer.response += fields.text;
        onDelta?.(fields.text);
      } else if (event === 'done') {
        return { ...answer, conversationId: fields.conversationId, responseTimeMs: fields.responseTimeMs };
      } else if (event === 'error') {
        // Only what was not recorded in time may still be: the same key then finds it instead of asking again.
        const mayBeRecorded = fields.type === 'journal-unavailable';
        throw new ChatLedgerError({ type: fields.type, title: fields.title, partial: answer.response, ...(mayBeRecorded && { key }) });
      }
    }
  } finally {
    leave(body);
  }

  signal?.throwIfAborted();
  throw connectionLost({ key, partial: answer.response });
}

/**
 * Reads what little follows the last event instead of cancelling: a cancelled body costs the connection, and looks to
 * the server like a visitor who went away.
 *
 * @param {ReadableStream<Uint8Array>} body
 */
function leave(body) {
  body.pipeTo(new WritableStream()).catch(() => {
    // The answer is complete or its failure is already told; how the connection ends adds nothing.
  });
}
