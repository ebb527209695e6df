import { Readable } from 'node:stream';
import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { main } from '../src/main.ts';
import { runCli } from './scripted-io.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();

/** A terminal of 80 x 24 whose keys are typed by hand. */
function terminal() {
  const keys = Object.assign(new Readable({ read: () => undefined }), {
    isTTY: true,
    raw: false,
    setRawMode(raw: boolean) {
      this.raw = raw;
    },
  });
  let written = '';
  const io = {
    environment: { LANG: 'C.UTF-8', TERM: 'xterm', ...tutti.environment },
    cwd: process.cwd(),
    stdin: keys,
    stdout: { isTTY: true, columns: 80, rows: 24, write: (text: string) => (written += text) },
    stderr: { isTTY: true, columns: 80, rows: 24, write: (text: string) => (written += text) },
    now: () => new Date(),
    interruption: () => new AbortController().signal,
  };
  return { io, keys, written: () => written };
}

test('on a terminal it follows what happens, and gives the terminal back at q', async () => {
  const { io, keys, written } = terminal();
  const watching = main(['watch'], io);
  await until(() => written().includes('RUNNING'));
  expect(written().startsWith('\u001b[?1049h')).toBe(true);
  expect(keys.raw).toBe(true);
  await tutti.data('run', ['--shell', 'exit 9 # seen by watch', '--retry', 'none']);
  await until(() => written().includes('exit 9 # seen by watch failed'), { timeoutMs: 15_000 });
  keys.push('q');
  expect(await watching).toBe(0);
  expect(written().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  expect(keys.raw).toBe(false);
}, 30_000);

test('without one it prints blocks, without any control', async () => {
  const controller = new AbortController();
  let heard = '';
  const watching = runCli(['watch'], {
    environment: tutti.environment,
    interruption: controller.signal,
    onOutput: (text) => (heard += text),
  });
  await until(() => heard.includes('RUNNING'));
  controller.abort();
  expect((await watching).exitCode).toBe(0);
  expect(heard).not.toMatch(/\u001b/);
});

test('--once --json is one object; an unreachable Tutti is said to be so', async () => {
  expect(await tutti.data('watch', ['--once'])).toMatchObject({
    health: { status: 'ok' },
    nodes: [{ running: 0, state: 'active', maxConcurrent: 4 }],
  });
  const gone = await runCli(['watch', '--json'], {
    environment: { ...tutti.environment, TUTTI_API_URL: 'http://127.0.0.1:9', TUTTI_RETRIES: '0' },
  });
  expect([gone.exitCode, gone.json.error.code]).toEqual([6, 'UNREACHABLE']);
});
