import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';

/** What a network may do once the first piece of an answer has passed. */
export const faults = {
  /** The visitor's side is gone; the server does not notice and goes on answering. */
  visitorLost: ({ visitor, server }) => {
    visitor.destroy();
    server.resume();
  },
  /** Both sides see the connection break. */
  broken: ({ visitor, server }) => {
    visitor.destroy();
    server.destroy();
  },
  /** Nothing more comes, and nobody is told. */
  silent: ({ visitor, server }) => {
    server.on('data', () => {});
    visitor.on('close', () => server.destroy());
  },
};

/**
 * A TCP proxy before a server. The first streamed answer meets the fault, all other traffic passes.
 *
 * @param {import('node:test').TestContext} test
 * @param {string} url
 * @param {(ends: { visitor: import('node:net').Socket, server: import('node:net').Socket }) => void} fault
 */
export async function faultyNetwork(test, url, fault) {
  let pending = fault;
  const proxy = createTcpServer((visitor) => {
    const server = connect(new URL(url).port, '127.0.0.1');
    for (const end of [visitor, server]) {
      end.on('error', () => {}); // A reset is what this proxy is for.
    }
    const pass = (bytes) => {
      visitor.write(bytes);
      if (pending && bytes.includes('event: delta')) {
        const strike = pending;
        pending = null;
        server.off('data', pass).off('end', finish);
        visitor.off('close', leave);
        setTimeout(strike, 50, { visitor, server }); // so that the visitor sees the first words
      }
    };
    const finish = () => visitor.end();
    const leave = () => server.destroy();
    server.on('data', pass).on('end', finish);
    visitor.on('close', leave).pipe(server);
  });
  return listen(test, proxy);
}

/** Mounts a server below a path, as a reverse proxy that strips the prefix does. */
export async function pathBase(test, url, prefix) {
  const proxy = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(prefix)) {
      outgoing.writeHead(404).end();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(url + incoming.url.slice(prefix.length), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  return (await listen(test, proxy)) + prefix;
}

async function listen(test, proxy) {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  test.after(() => proxy.close());
  return `http://127.0.0.1:${proxy.address().port}`;
}
