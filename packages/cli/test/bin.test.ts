import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { BIN, outside } from './running-tutti.ts';

const run = promisify(execFile);
/** As an older Node would see itself. */
const OLDER = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.0.0"}})',
];
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('an older Node hands over to that of the project, with exit code and output', async () => {
  const version = await run(process.execPath, [...OLDER, BIN, '--version'], { env: outside() });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  await expect(
    run(process.execPath, [...OLDER, BIN, 'schedule', 'nonsense'], { env: outside() }),
  ).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknown command 'nonsense'"),
  });
});

test('where no such Node is installed it says what is missing', async () => {
  await using folder = await temporaryFolder();
  mkdirSync(path.join(folder.path, 'bin'));
  const copy = path.join(folder.path, 'bin', 'tutti.mjs');
  writeFileSync(copy, readFileSync(BIN));
  await expect(
    run(process.execPath, [...OLDER, copy, '--version'], { env: outside() }),
  ).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error {2}Tutti needs Node 24 or newer; .*\ntry /),
  });
});

test('signals reach the handed-over process, whose end is its own', async () => {
  const child = spawn(process.execPath, [...OLDER, BIN, 'import', 'crontab', '-', '--json'], {
    env: outside(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // It waits for its input; long enough for the second process to have begun.
  const inner = await until(
    () => run('pgrep', ['-P', String(child.pid)]).then(({ stdout }) => Number(stdout)),
    { timeoutMs: 10_000, intervalMs: 50 },
  );
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGTERM']);
  await until(() => !isAlive(inner));
});

test('output that nobody reads any more is no failure', async () => {
  const { stdout } = await run(
    'sh',
    ['-c', `"${process.execPath}" "${BIN}" completion bash | head -n 1; echo done`],
    { env: outside() },
  );
  expect(stdout).toMatch(/^# Completion of tutti for bash.*\ndone\n$/);
});

test('below npm it ends when npm is gone', async () => {
  await using folder = await temporaryFolder();
  const npm = path.join(folder.path, 'npm');
  const command = `"${process.execPath}" "${BIN}" start --no-examples --json`;
  writeFileSync(
    npm,
    `require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`,
  );
  const environment = {
    ...outside(),
    npm_lifecycle_event: 'start',
    TUTTI_HOME: path.join(folder.path, 'home'),
    PORT: '0',
  };
  const child = spawn(process.execPath, [npm, 'start'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  await until(() => text.includes('\n'), { timeoutMs: 50_000 });
  const { pid } = (JSON.parse(text) as { data: { pid: number } }).data;
  child.kill('SIGKILL');
  await until(() => !isAlive(pid), { timeoutMs: 20_000, what: 'the end of the server', intervalMs: 50 });
}, 90_000);

test('the completion of bash knows commands, options and choices', async () => {
  const script = `source <("${process.execPath}" "${BIN}" completion bash)
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _tutti; echo "\${COMPREPLY[*]}"; }
complete_words tutti sched
complete_words tutti schedule cr
complete_words tutti schedule create x --time
complete_words tutti schedule create --overlap ''
complete_words tutti --json execution sh
complete_words tutti db psql --js`;
  const { stdout } = await run('bash', ['-c', script], { env: outside() });
  expect(stdout.split('\n').map((line) => line.split(' '))).toEqual([
    ['schedule', 'scheduler'],
    ['create'],
    ['--timezone', '--timeout'],
    ['skip', 'queue', 'allow', 'cancel_previous'],
    ['show'],
    ['--json'],
    [''],
  ]);
});
