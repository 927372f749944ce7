import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { ChatLedgerClient, ChatLedgerError } from '../src/index.js';
import { answer, event, problem, startServer, stream } from './support/chat-server.js';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const refused = (expected) => (error) => {
  assert.ok(error instanceof ChatLedgerError);
  const { type, status, retryAfter, partial, key } = error;
  const got = { type, status, retryAfter, partial, ...('key' in expected && { key }) };
  assert.deepEqual(got, { retryAfter: undefined, partial: '', ...expected });
  return true;
};

test('a message goes out with session, key and mood, and its answer comes back whole', async (t) => {
  const server = await startServer(t, stream(answer('session_x', 'Good ', 'day')));
  const heard = [];
  const result = await new ChatLedgerClient({ baseUrl: `${server.url}/` }).send('Hello', {
    mood: 'happy',
    metadata: { page: 'help' },
    onDelta: (text) => heard.push(text),
  });

  const [{ method, path, headers, body }] = server.requests;
  assert.equal(`${method} ${path}`, 'POST /api/chat');
  assert.match(headers['x-chat-session'], new RegExp(`^session_${uuid}_\\d{13}$`));
  assert.match(headers['idempotency-key'], new RegExp(`^"${uuid}"$`));
  assert.deepEqual(body, { message: 'Hello', mood: 'happy', metadata: { page: 'help' }, stream: true });
  assert.deepEqual(heard, ['Good ', 'day']);
  assert.deepEqual(result, {
    response: 'Good day',
    sessionId: 'session_x',
    turnId: '01890a5d-ac96-774b-bcce-b302099a8057',
    conversationId: '42',
    responseTimeMs: 7,
  });
});

test('an answer that trickles in byte by byte is the same answer', async (t) => {
  const server = await startServer(t, async (response) => {
    response.socket.setNoDelay(true);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const byte of Buffer.from(answer('s', 'Grüße, ', '世界 👩‍🚀'))) {
      response.write(Buffer.of(byte));
      await setImmediate();
    }
    response.end();
  });

  const { response } = await new ChatLedgerClient({ baseUrl: server.url }).send('Hello');
  assert.equal(response, 'Grüße, 世界 👩‍🚀');
});

test('an answer is not given out before the server says that it is done', async (t) => {
  let finish;
  const server = await startServer(t, (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(event('delta', { text: 'all of it' }));
    finish = () => response.end(event('done', { conversationId: null, responseTimeMs: 1 }));
  });

  let settled = false;
  let firstDelta;
  const started = new Promise((resolve) => (firstDelta = resolve));
  const sending = new ChatLedgerClient({ baseUrl: server.url }).send('Hello', { onDelta: firstDelta });
  void sending.then(() => (settled = true));
  await started;
  await setImmediate();
  assert.equal(settled, false);
  finish();
  assert.equal((await sending).response, 'all of it');
});

for (const [how, cut] of Object.entries({
  'ends early': (response) => response.end(),
  'breaks': (response) => response.destroy(),
})) {
  test(`a stream that ${how} rejects with the part that came and the key to ask again`, async (t) => {
    const server = await startServer(t, (response, { headers }) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(event('delta', { text: 'half an ' }), () => setTimeout(cut, 20, response));
    });

    const error = await new ChatLedgerClient({ baseUrl: server.url }).send('Hello').catch((caught) => caught);
    refused({ type: 'connection-lost', status: undefined, partial: 'half an ' })(error);
    assert.equal(`"${error.key}"`, server.requests[0].headers['idempotency-key']);
  });
}

test('a retry goes out with the key of the first attempt', async (t) => {
  const server = await startServer(t, (response) => response.destroy(), stream(answer('s', 'once')));
  const client = new ChatLedgerClient({ baseUrl: server.url });
  const error = await client.send('Hello').catch((caught) => caught);
  refused({ type: 'connection-lost', status: undefined })(error);

  assert.equal((await client.send('Hello', { key: error.key })).response, 'once');
  const [first, second] = server.requests.map(({ headers }) => headers['idempotency-key']);
  assert.equal(first, second);
});

test('an error event rejects with its type and the part that came, and without a key to ask again', async (t) => {
  const broken = event('delta', { text: 'half' }) + event('error', { type: 'model-failed', title: 'It broke off.' });
  const server = await startServer(t, stream(broken));
  await assert.rejects(
    new ChatLedgerClient({ baseUrl: server.url }).send('Hello'),
    refused({ type: 'model-failed', status: undefined, partial: 'half', key: undefined }),
  );
});

test('a refusal tells its type and how long to wait', async (t) => {
  const inHalfAMinute = new Date(Date.now() + 30_000).toUTCString();
  const server = await startServer(
    t,
    problem(503, 'journal-unavailable', { 'Retry-After': '3' }),
    problem(429, 'https://example.org/problems/rate-limited', { 'Retry-After': inHalfAMinute }),
    (response) => response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  );
  const client = new ChatLedgerClient({ baseUrl: server.url });

  await assert.rejects(client.send('1'), refused({ type: 'journal-unavailable', status: 503, retryAfter: 3 }));
  const limited = await client.send('2').catch((error) => error);
  assert.equal(limited.type, 'rate-limited');
  assert.ok(limited.retryAfter > 25 && limited.retryAfter <= 30, `${limited.retryAfter}`);
  await assert.rejects(client.send('3'), refused({ type: 'http-502', status: 502 }));
});

test('a message whose first attempt is still running is refused with its key', async (t) => {
  const server = await startServer(t, problem(409, 'in-progress', { 'Retry-After': '1' }));
  const key = '0b8f3f3e-8a51-4b1e-9f6e-1f2d3c4b5a69';
  const error = await new ChatLedgerClient({ baseUrl: server.url }).send('Hello', { key }).catch((caught) => caught);
  refused({ type: 'in-progress', status: 409, retryAfter: 1 })(error);
  assert.equal(error.key, key);
});

test('a server that is not there is a lost connection', async () => {
  await assert.rejects(
    new ChatLedgerClient({ baseUrl: 'http://127.0.0.1:1' }).send('Hello'),
    refused({ type: 'connection-lost', status: undefined }),
  );
});

test('aborting stops the answer and the server sees it', async (t) => {
  let left;
  const gone = new Promise((resolve) => (left = resolve));
  const server = await startServer(t, (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(event('delta', { text: 'and so on ' }));
    response.on('close', left);
  });

  const stop = new AbortController();
  const sending = new ChatLedgerClient({ baseUrl: server.url }).send('Hello', {
    signal: stop.signal,
    onDelta: () => stop.abort(),
  });
  await assert.rejects(sending, { name: 'AbortError' });
  await gone;
});

test('aborting before the server has answered rejects with the reason', async (t) => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const server = await startServer(t, () => stop.abort(reason));
  await assert.rejects(new ChatLedgerClient({ baseUrl: server.url }).send('Hello', { signal: stop.signal }), reason);
});
