import { createUuid } from './uuid.js';

const form = /^session_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}_\d{1,15}$/;

/**
 * A new session id: `session_{uuid}_{unix milliseconds}`. Knowing it is owning the session, so it is random.
 *
 * @returns {string}
 */
export function createSessionId() {
  return `session_${createUuid()}_${Date.now()}`;
}

/**
 * Whether a value has the form of a visitor's session id; the server refuses every other form.
 *
 * @param {unknown} value
 * @returns {value is string}
 */
export function isSessionId(value) {
  return typeof value === 'string' && form.test(value);
}
