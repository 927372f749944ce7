import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A real server on a free port that answers each request with the next of `replies` and notes what it was asked.
 *
 * @param {import('node:test').TestContext} test Closes the server when it ends.
 * @param {...((response: import('node:http').ServerResponse, request: Noted) => unknown)} replies
 */
export async function startServer(test, ...replies) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const noted = { method: request.method, path: request.url, headers: request.headers, body: await json(request) };
    requests.push(noted);
    await replies[requests.length - 1](response, noted);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

/** @typedef {{ method: string, path: string, headers: import('node:http').IncomingHttpHeaders, body: any }} Noted */

export const stream = (text, headers) => (response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers });
  response.end(text);
};

export const ok = (body, headers) => (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

export const noContent = (response) => response.writeHead(204).end();

export const problem = (status, type, headers) => (response) => {
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
  response.end(JSON.stringify({ type, title: `A title for ${type}.`, status }));
};

export const event = (name, data) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** The whole stream of one answer. */
export const answer = (sessionId, ...texts) =>
  event('session', { sessionId, turnId: '01890a5d-ac96-774b-bcce-b302099a8057' }) +
  texts.map((text) => event('delta', { text })).join('') +
  event('done', { conversationId: '42', responseTimeMs: 7 });

async function json(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += part;
  }

  return text === '' ? undefined : JSON.parse(text);
}
