import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { faults, faultyNetwork } from './support/proxies.js';
import { startServer } from './support/server.js';
import { launch, Visitor } from './support/visitor.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const question = 'Why was I charged a fee for withdrawing money?';

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), launch()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

async function violations(page) {
  await page.evaluate(axe); // As a tag the policy would rightly refuse it.
  const { violations: found, passes } = await page.evaluate(() => globalThis.axe.run());
  assert.ok(passes.length > 10, 'axe looked at the page');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    test(`axe finds nothing in ${colorScheme} at ${width} pixels`, async (t) => {
      const options = { colorScheme, viewport: { width, height: 720 }, reducedMotion: 'reduce' };
      const visitor = await Visitor.arrive(t, browser, server.url, options);
      await visitor.page.locator('#welcome').waitFor();
      assert.deepEqual(await violations(visitor.page), [], 'the empty page');

      await visitor.page.getByRole('radio', { name: 'Frustrated' }).check();
      await visitor.ask(question);
      await visitor.page.route('**/api/chat', (route) => route.abort());
      await visitor.begin(question);
      await visitor.tryAgain.waitFor();
      await visitor.message.fill('x'.repeat(32_001));
      assert.deepEqual(await violations(visitor.page), [], 'a conversation');

      await visitor.page.getByRole('button', { name: 'Forget' }).click();
      assert.deepEqual(await violations(visitor.page), [], 'the dialog');
    });
  }
}

test('nothing is wider than a small phone, whatever is written', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url, { viewport: { width: 320, height: 640 } });
  await visitor.ask(`https://example.org/${'a'.repeat(400)}`);
  const [content, window] = await visitor.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.equal(content, window);
});

test('the keyboard alone is enough', async (t) => {
  const visitor = await Visitor.arrive(t, browser, await faultyNetwork(t, server.url, faults.silent));
  const { keyboard } = visitor.page;
  const focused = () =>
    visitor.page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent);
  await visitor.page.locator('#welcome').waitFor();
  assert.equal(await focused(), 'Message');

  await keyboard.press('Tab');
  await keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Happy');
  await keyboard.press('Shift+Tab');
  await keyboard.type('one');
  await keyboard.press('Shift+Enter');
  await keyboard.type('two');
  await keyboard.press('Enter');
  await visitor.page.locator('.answer .text:not(:empty)').waitFor();
  assert.deepEqual(await visitor.questions(), ['one\ntwo']);
  assert.equal(await focused(), 'Message');

  await keyboard.press('Escape');
  await visitor.page.locator('.turn.aborted').waitFor();
  await keyboard.type('three');
  await keyboard.press('Enter');
  await visitor.page.locator('.turn.completed').waitFor();

  await visitor.page.getByRole('button', { name: 'Forget' }).focus();
  await keyboard.press('Enter');
  assert.equal(await focused(), 'Keep it');
  await keyboard.press('Escape');
  assert.equal(await focused(), 'Forget');
  assert.equal(await visitor.turns.count(), 2);
});

test('a screen reader hears a streamed answer once, whole', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.evaluate(() => {
    globalThis.heard = [];
    const live = document.querySelectorAll('[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]');
    for (const region of live) {
      new MutationObserver(() => region.textContent && globalThis.heard.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  });
  const answer = await visitor.ask(question);
  assert.deepEqual(await visitor.page.evaluate(() => globalThis.heard), [answer]);
  await visitor.page.locator('#announcements:empty').waitFor({ state: 'attached' });
});
