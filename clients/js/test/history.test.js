import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatLedgerClient } from '../src/index.js';
import { createSessionId } from '../src/session-id.js';
import { ok, problem, startServer } from './support/chat-server.js';
import { memoryStorage } from './support/browser.js';

const turn = {
  turnId: '01890a5d-ac96-774b-bcce-b302099a8057',
  userMessage: 'Why was I charged a fee for withdrawing money?',
  aiResponse: 'Because',
  mood: 'curious',
  timestamp: '2026-01-01T00:00:00Z',
  status: 'interrupted',
  responseTimeMs: null,
};

test('history is asked for the stored session, page by page', async (t) => {
  const server = await startServer(t, ok({ items: [turn], next: 'a&b' }), ok({ items: [], next: null }));
  const id = createSessionId();
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage({ chat_session_id: id }) });

  const page = await client.history({ limit: 30 });
  assert.deepEqual(page, { items: [turn], next: 'a&b' });
  await client.history({ limit: 30, before: page.next });

  const paths = server.requests.map(({ path }) => path);
  assert.deepEqual(paths, ['/api/chat/history?limit=30', '/api/chat/history?limit=30&before=a%26b']);
  assert.equal(server.requests[0].headers['x-chat-session'], id);
});

test('a session without turns has an empty history', async (t) => {
  const server = await startServer(t, problem(404, 'unknown-session'));
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() });
  assert.deepEqual(await client.history(), { items: [], next: null });
});

test('reading history makes no session', async (t) => {
  const server = await startServer(t, problem(404, 'unknown-session'));
  const storage = memoryStorage();
  await new ChatLedgerClient({ baseUrl: server.url, storage }).history();
  assert.equal(storage.getItem('chat_session_id'), null);
  assert.equal(server.requests[0].headers['x-chat-session'], undefined);
});

test('a history that cannot be read is an error, not an empty one', async (t) => {
  const server = await startServer(t, problem(503, 'store-unavailable', { 'Retry-After': '5' }));
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() });
  await assert.rejects(client.history(), { type: 'store-unavailable', status: 503, retryAfter: 5 });
});
