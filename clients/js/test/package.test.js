import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const modules = ['answer', 'api', 'client', 'error', 'event-stream', 'index', 'session-id', 'session-keeper', 'uuid'];

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'chatledger-client-'))));
after(() => rm(folder, { recursive: true }));

const consumer = `
import { ChatLedgerClient, ChatLedgerError, type Answer, type History, type Turn } from 'chatledger-client';

const client = new ChatLedgerClient({ baseUrl: 'http://127.0.0.1:5080', storage: null });
const parts: string[] = [];
const answer: Answer = await client.send('Hello', { mood: 'happy', onDelta: (text) => parts.push(text) });
const history: History = await client.history({ limit: 10 });
const last: Turn | undefined = history.items.at(-1);
const retry = (error: unknown) => (error instanceof ChatLedgerError ? error.key : undefined);
export { answer, last, retry };

// @ts-expect-error a mood is a word
await client.send('Hello', { mood: 7 });
`;

test('the packed package holds sources, types and nothing else', async () => {
  const { stdout } = await run('npm', ['pack', '--pack-destination', folder, '--json'], { cwd: root });
  const [{ files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  assert.deepEqual(
    files.map(({ path }) => path).sort(),
    [
      'LICENSE',
      'README.md',
      'package.json',
      ...modules.flatMap((name) => [`src/${name}.js`, `types/${name}.d.ts`]),
    ].sort(),
  );
});

test('a TypeScript program compiles against the packed package', async () => {
  const installed = join(folder, 'node_modules', 'chatledger-client');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, 'chatledger-client-0.1.0.tgz'), '-C', installed, '--strip-components=1']);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'consumer.ts'), consumer);
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
  const compiled = await run(process.execPath, [compiler, ...options, 'consumer.ts'], { cwd: folder }).catch((e) => e);
  assert.equal(compiled.stdout, '');
});

test('the client has no dependencies', async () => {
  const { stdout } = await run('npm', ['ls', '--omit=dev', '--json'], { cwd: root });
  assert.equal(JSON.parse(stdout).dependencies, undefined);
});
