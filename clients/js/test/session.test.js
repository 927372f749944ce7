import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatLedgerClient } from '../src/index.js';
import { createSessionId, isSessionId } from '../src/session-id.js';
import { answer, noContent, ok, problem, startServer, stream } from './support/chat-server.js';
import { blockedStorage, cookieFetch, memoryStorage } from './support/browser.js';

const sessions = ({ requests }) => requests.map(({ headers }) => headers['x-chat-session']);
const said = stream(answer('s', 'yes'));
const sessionOf = (sessionId) => ({ sessionId, startedAt: '2026-01-01T00:00:00Z', totalMessages: 3 });

test('a session id has the form that the server accepts', () => {
  const id = createSessionId();
  assert.ok(isSessionId(id), id);
  assert.ok(!isSessionId('session_1'));
});

test('a session id can be made where randomUUID is missing, as it is on plain http', (t) => {
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  t.after(() => delete crypto.randomUUID);
  const ids = new Set(Array.from({ length: 100 }, createSessionId));
  assert.equal(ids.size, 100);
  for (const id of ids) {
    assert.match(id, /^session_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}_\d{13}$/);
  }
});

test('the session outlives the client that made it', async (t) => {
  const server = await startServer(t, said, said);
  const storage = memoryStorage();
  await new ChatLedgerClient({ baseUrl: server.url, storage }).send('before a reload');
  await new ChatLedgerClient({ baseUrl: server.url, storage }).send('after it');
  assert.equal(sessions(server)[0], storage.getItem('chat_session_id'));
  assert.equal(sessions(server)[1], sessions(server)[0]);
});

test('a stored value of another form is replaced', async (t) => {
  const server = await startServer(t, said);
  const storage = memoryStorage({ chat_session_id: 'undefined' });
  await new ChatLedgerClient({ baseUrl: server.url, storage }).send('Hello');
  assert.ok(isSessionId(sessions(server)[0]));
});

test('an ended session is followed by a new one, with the same key', async (t) => {
  const made = sessionOf(createSessionId());
  const server = await startServer(t, problem(409, 'session-ended'), ok(made), said);
  const storage = memoryStorage();
  const { response } = await new ChatLedgerClient({ baseUrl: server.url, storage }).send('Hello');

  assert.equal(response, 'yes');
  assert.deepEqual(sessions(server).slice(1), [undefined, made.sessionId]);
  assert.equal(storage.getItem('chat_session_id'), made.sessionId);
  const [first, , second] = server.requests.map(({ headers }) => headers['idempotency-key']);
  assert.equal(first, second);
});

test('a second ended session in a row is an error, not a loop', async (t) => {
  const ended = problem(409, 'session-ended');
  const server = await startServer(t, ended, ok(sessionOf(createSessionId())), ended);
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() });
  await assert.rejects(client.send('Hello'), { type: 'session-ended', status: 409 });
  assert.equal(server.requests.length, 3);
});

test('two messages that meet the same ended session share its successor', async (t) => {
  const ended = problem(409, 'session-ended');
  const server = await startServer(t, ended, ended, ok(sessionOf(createSessionId())), said, said);
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() });
  await Promise.all([client.send('one'), client.send('two')]);
  assert.equal(new Set(sessions(server)).size, 3, 'the ended one, none, and the new one');
});

for (const [what, storage] of Object.entries({ 'blocked storage': blockedStorage(), 'no storage': null })) {
  test(`with ${what} no id is sent and the cookie carries the session`, async (t) => {
    const cookie = 'chat_session_id=session_of_the_server';
    const server = await startServer(t, ok(sessionOf(createSessionId()), { 'Set-Cookie': `${cookie}; HttpOnly` }), said, said);
    const client = new ChatLedgerClient({ baseUrl: server.url, storage, fetch: cookieFetch() });
    await client.send('one');
    await client.send('two');
    assert.equal(`${server.requests[0].method} ${server.requests[0].path}`, 'POST /api/chat/session');
    assert.deepEqual(sessions(server), [undefined, undefined, undefined]);
    assert.deepEqual(server.requests.slice(1).map((request) => request.headers.cookie), [cookie, cookie]);
  });
}

test('a cookie left over from a time of blocked storage is taken over', async (t) => {
  const known = createSessionId();
  const server = await startServer(t, problem(400, 'session-mismatch'), ok(sessionOf(known)), said);
  const storage = memoryStorage();
  await new ChatLedgerClient({ baseUrl: server.url, storage }).send('Hello');
  assert.deepEqual(sessions(server).slice(1), [undefined, known]);
  assert.equal(storage.getItem('chat_session_id'), known);
});

test('a new session ends the old one', async (t) => {
  const server = await startServer(t, said, noContent, said);
  const client = new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() });
  await client.send('one');
  const fresh = await client.newSession();
  await client.send('two');

  assert.equal(`${server.requests[1].method} ${server.requests[1].path}`, 'DELETE /api/chat/session');
  assert.equal(sessions(server)[1], sessions(server)[0]);
  assert.equal(sessions(server)[2], fresh);
  assert.notEqual(fresh, sessions(server)[0]);
});

test('forgetting ends the session, removes its id and makes none', async (t) => {
  const server = await startServer(t, said, noContent);
  const storage = memoryStorage();
  const client = new ChatLedgerClient({ baseUrl: server.url, storage });
  await client.send('Hello');
  await client.forget();
  assert.equal(server.requests[1].method, 'DELETE');
  assert.equal(storage.getItem('chat_session_id'), null);
});

test('forgetting a session the server never knew succeeds', async (t) => {
  const server = await startServer(t, problem(404, 'unknown-session'));
  await new ChatLedgerClient({ baseUrl: server.url, storage: memoryStorage() }).forget();
  assert.equal(server.requests.length, 1);
});

test('forgetting without a server fails, but the id is gone from this browser', async () => {
  const storage = memoryStorage({ chat_session_id: createSessionId() });
  const client = new ChatLedgerClient({ baseUrl: 'http://127.0.0.1:1', storage });
  await assert.rejects(client.forget(), { type: 'connection-lost' });
  assert.equal(storage.getItem('chat_session_id'), null);
});

test('the session tells when it began and how much was said', async (t) => {
  const info = sessionOf(createSessionId());
  const server = await startServer(t, ok(info));
  const storage = memoryStorage({ chat_session_id: info.sessionId });
  assert.deepEqual(await new ChatLedgerClient({ baseUrl: server.url, storage }).session(), info);
  assert.deepEqual(sessions(server), [info.sessionId]);
});

test('a session asked for before anything was said is made by the server', async (t) => {
  const info = sessionOf(createSessionId());
  const server = await startServer(t, ok(info), problem(404, 'session-not-found'), ok(info));
  const storage = memoryStorage();
  const client = new ChatLedgerClient({ baseUrl: server.url, storage });
  assert.deepEqual(await client.session(), info);
  assert.equal(storage.getItem('chat_session_id'), info.sessionId);
  assert.deepEqual(await client.session(), info);
  assert.deepEqual(sessions(server), [undefined, info.sessionId, undefined]);
});
