import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from './support/server.js';
import { launch, Visitor } from './support/visitor.js';

const turn = (number, status = 'completed') => ({
  turnId: `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}`,
  userMessage: `Question ${number}`,
  aiResponse: `Answer ${number}`,
  mood: null,
  timestamp: new Date(Date.UTC(2026, 0, 1, 12, number)).toISOString(),
  status,
  responseTimeMs: 900,
});
const turns = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => turn(from + index));
const json = (body, status = 200) => ({ status, contentType: 'application/json', body: JSON.stringify(body) });

/** Lets the page read a history of our own; everything else comes from the server. */
const withHistory = (answer) => ({
  before: (page) => page.route('**/api/chat/history*', (route) => answer(new URL(route.request().url()), route)),
});

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), launch()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

test('earlier messages are loaded on demand, above, without moving what is read', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url, {
    ...withHistory(({ searchParams }, route) => {
      const isFirst = !searchParams.has('before');
      route.fulfill(json(isFirst ? { items: turns(11, 40), next: 'c' } : { items: turns(1, 10), next: null }));
    }),
    viewport: { width: 800, height: 600 },
  });
  await visitor.turns.nth(29).waitFor();
  const earlier = visitor.page.getByRole('button', { name: 'Load earlier messages' });
  await earlier.scrollIntoViewIfNeeded();
  const before = await visitor.page.getByText('Question 11', { exact: true }).boundingBox();
  await earlier.click();
  await visitor.turns.nth(39).waitFor();

  const after = await visitor.page.getByText('Question 11', { exact: true }).boundingBox();
  assert.deepEqual(await visitor.questions(), turns(1, 40).map(({ userMessage }) => userMessage));
  assert.equal(await earlier.isVisible(), false);
  assert.ok(Math.abs(after.y - before.y) < 2, `moved from ${before.y} to ${after.y}`);
});

test('a restored conversation is shown from its end, and a growing message does not cover it', async (t) => {
  const visitor = await Visitor.arrive(
    t,
    browser,
    server.url,
    withHistory((_, route) => route.fulfill(json({ items: turns(1, 30), next: null }))),
  );
  await visitor.page.getByText('Answer 30').waitFor();
  for (const message of ['', 'a\n'.repeat(12)]) {
    await visitor.message.fill(message);
    await visitor.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    const { y } = await visitor.page.getByText('Answer 30').boundingBox();
    const composer = await visitor.page.locator('.composer-inner').boundingBox();
    assert.ok(y > 0 && y < composer.y, `the last answer is at ${y}, the composer at ${composer.y}`);
  }
});

test('answers that did not come to their end are marked', async (t) => {
  const items = [turn(1), turn(2, 'failed'), turn(3, 'aborted'), turn(4, 'interrupted')];
  const visitor = await Visitor.arrive(
    t,
    browser,
    server.url,
    withHistory((_, route) => route.fulfill(json({ items, next: null }))),
  );
  await visitor.turns.nth(3).waitFor();
  assert.deepEqual(await visitor.outcome.allTextContents(), [
    '',
    'The model did not finish this answer',
    'Stopped',
    'Cut off when the service restarted',
  ]);
});

test('without its history the page says so, and one can chat all the same', async (t) => {
  const visitor = await Visitor.arrive(
    t,
    browser,
    server.url,
    withHistory((_, route) => route.fulfill(json({ type: 'store-unavailable', title: 'The store is away.' }, 503))),
  );
  await visitor.page.getByRole('alert').getByText('The store is away.').waitFor();
  assert.ok((await visitor.ask('Where is my card?')).length > 0);

  await visitor.page.unroute('**/api/chat/history*');
  await visitor.tryAgain.click();
  await visitor.page.getByRole('alert').waitFor({ state: 'hidden' });
  await visitor.turns.first().waitFor();
  assert.deepEqual(await visitor.questions(), ['Where is my card?']);
});
