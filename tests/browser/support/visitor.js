import { chromium } from 'playwright-core';

/** A headless Chromium that talks to nobody but the page's server. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A person with a browser profile of their own, and what went wrong on their page. */
export class Visitor {
  /** Dialogs, requests to other hosts, violations of the content security policy, uncaught errors. */
  troubles = [];

  constructor(page) {
    this.page = page;
    this.turns = page.locator('.turn');
    this.message = page.getByRole('textbox', { name: 'Message' });
    this.outcome = page.locator('.outcome');
    this.tryAgain = page.getByRole('button', { name: 'Try again' });
  }

  /**
   * @param {import('node:test').TestContext} test Closes the profile when it ends.
   * @param {import('playwright-core').Browser} browser
   * @param {string} url
   * @param {import('playwright-core').BrowserContextOptions & { before?: (page) => Promise<void> }} [options]
   */
  static async arrive(test, browser, url, { before, ...options } = {}) {
    const context = await browser.newContext(options);
    test.after(() => context.close());
    const page = await context.newPage();
    const visitor = new Visitor(page);
    visitor.#watch(new URL(url).host);
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
      ),
    );
    await before?.(page);
    await page.goto(url);
    return visitor;
  }

  /** Sends a message and waits until its answer is complete. */
  async ask(text) {
    await this.begin(text);
    await this.turns.last().and(this.page.locator('.completed')).waitFor();
    return this.turns.last().locator('.answer .text').textContent();
  }

  /** Sends a message; when this returns, its turn is on the page. */
  async begin(text) {
    const before = await this.turns.count();
    await this.page.locator('#send[aria-disabled]').waitFor();
    await this.message.fill(text);
    await this.page.locator('#send[aria-disabled=false]').waitFor();
    await this.message.press('Enter');
    await this.turns.nth(before).waitFor();
  }

  questions() {
    return this.page.locator('.question .text').allTextContents();
  }

  answers() {
    return this.page.locator('.answer .text').allTextContents();
  }

  sessionId() {
    return this.page.evaluate(() => localStorage.getItem('chat_session_id'));
  }

  #watch(host) {
    this.page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`));
    this.page.on('request', (request) => {
      const { protocol, host: other } = new URL(request.url());
      if (protocol !== 'data:' && other !== host) {
        this.troubles.push(`request: ${request.url()}`);
      }
    });
    this.page.on('console', (message) => {
      if (/policy/i.test(message.text())) {
        this.troubles.push(message.text());
      }
    });
  }
}

/** The visitor's history as the server tells it. */
export async function recordedTurns(url, sessionId) {
  const response = await fetch(`${url}/api/chat/history`, { headers: { 'X-Chat-Session': sessionId } });
  return (await response.json()).items;
}
