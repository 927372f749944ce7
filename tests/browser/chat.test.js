import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathBase } from './support/proxies.js';
import { startServer } from './support/server.js';
import { launch, recordedTurns, Visitor } from './support/visitor.js';

const first = 'Why was I charged a fee for withdrawing money?';
const second = 'How long does it take for me to get my new card?';

let server;
let browser;
before(async () => ([server, browser] = await Promise.all([startServer(), launch()])));
after(() => Promise.all([browser?.close(), server?.stop()]));

test('a visitor asks and sees the answer come in pieces', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.evaluate(() => {
    globalThis.lengths = new Set();
    new MutationObserver(() => {
      const text = document.querySelector('.answer .text');
      globalThis.lengths.add(text ? text.textContent.length : 0);
    }).observe(document.querySelector('#turns'), { childList: true, characterData: true, subtree: true });
  });

  const answer = await visitor.ask(first);
  const lengths = await visitor.page.evaluate(() => [...globalThis.lengths]);
  assert.ok(answer.length > 0);
  assert.equal(lengths.at(-1), answer.length);
  assert.ok(lengths.length > 3, `seen lengths: ${lengths}`);
  assert.deepEqual(visitor.troubles, []);
});

test('what is on the page is what was recorded', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.getByRole('radio', { name: 'Curious' }).check();
  const answer = await visitor.ask(`  ${first}\n`);
  const [turn, ...more] = await recordedTurns(server.url, await visitor.sessionId());
  assert.deepEqual(more, []);
  assert.equal(turn.userMessage, `  ${first}\n`);
  assert.equal(turn.aiResponse, answer);
  assert.equal(turn.mood, 'curious');
  assert.equal(turn.status, 'completed');
});

test('a reload finds the conversation', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.getByRole('radio', { name: 'Confused' }).check();
  await visitor.ask(first);
  await visitor.ask(second);
  const answers = await visitor.answers();

  await visitor.page.reload();
  await visitor.turns.nth(1).waitFor();
  assert.deepEqual(await visitor.questions(), [first, second]);
  assert.deepEqual(await visitor.answers(), answers);
  assert.equal(await visitor.page.locator('.mood').first().innerText(), 'Confused');
  assert.match(await visitor.page.locator('time').first().innerText(), /\d/);
});

test('an example question is asked at a click', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.page.getByRole('button', { name: first }).click();
  await visitor.page.locator('.turn.completed').waitFor();
  assert.deepEqual(await visitor.questions(), [first]);
  assert.equal(await visitor.page.locator('#welcome').isVisible(), false);
});

test('a new conversation begins empty, stays so after a reload, and has a session of its own', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.ask(first);
  const earlier = await visitor.sessionId();

  await visitor.page.getByRole('button', { name: 'New conversation' }).click();
  await visitor.page.locator('#welcome').waitFor();
  await visitor.page.reload();
  await visitor.page.locator('#welcome').waitFor();
  await visitor.ask(second);

  assert.deepEqual(await visitor.questions(), [second]);
  assert.notEqual(await visitor.sessionId(), earlier);
});

test('a forgotten conversation leaves no id in the browser', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.ask(first);

  await visitor.page.getByRole('button', { name: 'Forget' }).click();
  await visitor.page.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
  await visitor.page.locator('#welcome').waitFor();
  assert.equal(await visitor.sessionId(), null);
  assert.deepEqual(await visitor.page.context().cookies(), []);
});

test('keeping a conversation in the dialog keeps it', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.ask(first);
  const id = await visitor.sessionId();
  await visitor.page.getByRole('button', { name: 'Forget' }).click();
  await visitor.page.getByRole('button', { name: 'Keep it' }).click();
  assert.equal(await visitor.turns.count(), 1);
  assert.equal(await visitor.sessionId(), id);
});

test('a visitor whose browser blocks storage keeps the conversation by the cookie', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url, {
    before: (page) =>
      page.addInitScript(() =>
        Object.defineProperty(window, 'localStorage', {
          get: () => {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        }),
      ),
  });
  await visitor.ask(first);
  await visitor.ask(second);
  await visitor.page.reload();
  await visitor.turns.nth(1).waitFor();

  assert.deepEqual(await visitor.questions(), [first, second]);
  const [cookie] = await visitor.page.context().cookies();
  assert.equal(cookie.name, 'chat_session_id');
  assert.equal(cookie.httpOnly, true);

  await visitor.page.getByRole('button', { name: 'New conversation' }).click();
  await visitor.page.locator('#welcome').waitFor();
  await visitor.ask(second);
  assert.deepEqual(await visitor.questions(), [second]);
});

test('a visitor whose browser allows storage later stays in the conversation', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  const answer = await visitor.page.evaluate(async () => {
    const { ChatLedgerClient } = await import(new URL('client/index.js', location.href).href);
    return new ChatLedgerClient({ storage: null }).send('Are top-ups verified?');
  });
  await visitor.ask(first);
  assert.equal(await visitor.sessionId(), answer.sessionId);
});

test('a session that was ended elsewhere is followed by another', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.ask(first);
  const ended = await visitor.sessionId();
  const headers = { 'X-Chat-Session': ended };
  const { status } = await fetch(`${server.url}/api/chat/session`, { method: 'DELETE', headers });
  assert.equal(status, 204);

  assert.ok((await visitor.ask(second)).length > 0);
  const next = await visitor.sessionId();
  assert.notEqual(next, ended);
  assert.deepEqual((await recordedTurns(server.url, next)).map(({ userMessage }) => userMessage), [second]);
});

test('the page works below a path', async (t) => {
  const url = await pathBase(t, server.url, '/help/chat');
  const visitor = await Visitor.arrive(t, browser, `${url}/`);
  await visitor.ask(first);
  await visitor.page.reload();
  await visitor.turns.first().waitFor();
  assert.deepEqual(await visitor.questions(), [first]);
  assert.deepEqual(visitor.troubles, []);
});

test('a message that is too long is counted and not sent', async (t) => {
  const visitor = await Visitor.arrive(t, browser, server.url);
  await visitor.message.fill('x'.repeat(31_999));
  assert.equal(await visitor.page.locator('#left').innerText(), '1 character left');
  await visitor.message.fill('x'.repeat(32_012));
  assert.equal(await visitor.page.locator('#left').innerText(), '12 characters too many');
  await visitor.message.press('Enter');
  assert.equal(await visitor.turns.count(), 0);
  assert.equal((await visitor.message.inputValue()).length, 32_012);
});
