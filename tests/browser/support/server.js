import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const built = '../../../artifacts/bin/ChatLedger.Server/release/ChatLedger.Server.dll';
const program = resolve(process.env.CHATLEDGER_SERVER_DLL ?? fileURLToPath(new URL(built, import.meta.url)));

/** The settings of whoever runs the tests, keys of model providers above all, are none of the server's. */
const settings = /^(CHATLEDGER_|OPENAI_|ANTHROPIC_|DATABASE_URL|REDIS_URL|ENABLE_CHAT_LOGGING|CHAT_LOG_)/;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));

/**
 * Starts a real server on a free port with a data folder of its own and the built-in responder.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startServer() {
  const data = await mkdtemp(join(tmpdir(), 'chatledger-browser-'));
  const server = spawn('dotnet', [program, 'serve', '--port', '0', '--data', data], {
    cwd: data,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');

  const stop = async () => {
    server.kill('SIGTERM');
    await exited;
    await rm(data, { recursive: true, force: true });
  };

  const url = await Promise.race([addressIn(server.stdout), exited.then(() => null)]);
  if (!url) {
    await stop();
    throw new Error(`The server ended before it was ready: dotnet ${program}`);
  }

  return { url, stop };
}

async function addressIn(output) {
  for await (const line of createInterface(output)) {
    const address = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    if (address) {
      output.resume();
      return address;
    }
  }
}
