import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faults, faultyNetwork } from './support/proxies.js';
import { startServer } from './support/server.js';
import { launch, recordedTurns, Visitor } from './support/visitor.js';

const question = "My top-up hasn't gone through, what happened?";

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), launch()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

test('a retry after a lost connection brings the whole answer and records it once', async (t) => {
  const visitor = await Visitor.arrive(t, browser, await faultyNetwork(t, server.url, faults.visitorLost));
  await visitor.begin(question);
  await visitor.outcome.getByText('The connection was lost').waitFor();
  await visitor.tryAgain.click();
  await visitor.page.locator('.turn.completed').waitFor();

  const [turn, ...more] = await recordedTurns(server.url, await visitor.sessionId());
  assert.deepEqual(more, []);
  assert.equal(turn.userMessage, question);
  assert.equal(turn.status, 'completed');
  assert.deepEqual(await visitor.answers(), [turn.aiResponse]);
});

test('a retry after a break that the server noticed records once', async (t) => {
  const visitor = await Visitor.arrive(t, browser, await faultyNetwork(t, server.url, faults.broken));
  await visitor.begin(question);
  await visitor.tryAgain.click();
  await visitor.page.locator('.turn:is(.completed, .failed)').waitFor();

  const turns = await recordedTurns(server.url, await visitor.sessionId());
  assert.deepEqual(turns.map(({ userMessage }) => userMessage), [question]);
});

test('a connection that is lost before the answer began can be retried', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.route('**/api/chat', (route) => route.abort(), { times: 1 });
  await visitor.begin(question);
  await visitor.tryAgain.click();
  await visitor.page.locator('.turn.completed').waitFor();
  assert.equal((await recordedTurns(server.url, await visitor.sessionId())).length, 1);
});

test('an answer that failed can be asked for again, as a turn of its own', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  const keys = [];
  visitor.page.on('request', (request) => keys.push(...[request.headers()['idempotency-key'] ?? []].flat()));
  await visitor.page.route(
    '**/api/chat',
    (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: 'event: delta\ndata: {"text":"half"}\n\nevent: error\ndata: {"type":"model-failed","title":"It broke."}\n\n',
      }),
    { times: 1 },
  );
  await visitor.begin(question);
  await visitor.outcome.getByText('It broke.').waitFor();
  assert.deepEqual(await visitor.answers(), ['half']);

  await visitor.tryAgain.click();
  await visitor.page.locator('.turn.completed').waitFor();
  const [turn] = await recordedTurns(server.url, await visitor.sessionId());
  assert.deepEqual(await visitor.answers(), [turn.aiResponse]);
  assert.equal(new Set(keys).size, 2);
});

test('a service that is busy says how long to wait', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.route('**/api/chat', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      headers: { 'Retry-After': '7' },
      body: JSON.stringify({ type: 'journal-unavailable', title: 'The service cannot take messages now.' }),
    }),
  );
  await visitor.begin(question);
  await visitor.outcome.getByText('The service cannot take messages now. Please wait 7 seconds.').waitFor();
});

test('an answer that stays away can be stopped, and what had come stays', async (t) => {
  const visitor = await Visitor.arrive(t, browser, await faultyNetwork(t, server.url, faults.silent));
  await visitor.begin(question);
  await visitor.page.locator('.answer .text:not(:empty)').waitFor();
  await visitor.page.getByRole('button', { name: 'Stop the answer' }).click();
  await visitor.page.locator('.turn.aborted').waitFor();
  assert.equal(await visitor.outcome.innerText(), 'Stopped');
  assert.notDeepEqual(await visitor.answers(), ['']);
});
