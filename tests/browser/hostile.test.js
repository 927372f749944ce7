import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startServer } from './support/server.js';
import { launch, Visitor } from './support/visitor.js';

const strings = JSON.parse(await readFile(new URL('fixtures/hostile-strings.json', import.meta.url), 'utf8'));
const bidi = 'user\u202Egnp.exe\u202C and \u2066isolated\u2069 \u200Fword';

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), launch()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

const fours = [0, 4, 8, 12, 16].map((start) => strings.slice(start, start + 4).join('\n'));

test('hostile messages are shown as the text they are, now and after a reload', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  for (const message of fours) {
    await visitor.ask(message);
  }
  assert.deepEqual(await visitor.questions(), fours);

  await visitor.page.reload();
  await visitor.turns.nth(fours.length - 1).waitFor();
  assert.deepEqual(await visitor.questions(), fours);
  assert.equal(await visitor.page.locator('.text *').count(), 0);
  assert.deepEqual(visitor.troubles, []);
});

test('hostile answers are shown as the text they are', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  const event = (name, data) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  await visitor.page.route('**/api/chat', (route) =>
    route.fulfill({
      contentType: 'text/event-stream',
      body: [...strings.map((text) => event('delta', { text })), event('done', { conversationId: '1' })].join(''),
    }),
  );
  assert.equal(await visitor.ask('Hello'), strings.join(''));
  assert.equal(await visitor.page.locator('.text *').count(), 0);
  assert.deepEqual(visitor.troubles, []);
});

test('direction marks in a message do not reach beyond it', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.ask(bidi);
  assert.deepEqual(await visitor.questions(), [bidi]);
  const isolation = await visitor.page
    .locator('.text')
    .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).unicodeBidi));
  assert.deepEqual(isolation, ['isolate', 'isolate']);
});

test('the policy itself forbids inline script and other hosts', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  const told = visitor.page.waitForEvent('console', (message) => message.text().includes('policy violated'));
  await visitor.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'alert(1)';
    document.body.append(script);
  });
  await told;
  assert.match(visitor.troubles.join('\n'), /script-src/);
  assert.ok(!visitor.troubles.some((trouble) => trouble.startsWith('dialog')));
});
