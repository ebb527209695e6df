import { randomUUID } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import { expect, it } from 'vitest';
import { ChildRun } from './child-run.ts';
import { readProcessTable } from './process-table.ts';
import { Reaper } from './reaper.ts';
import type { FromSpawner, StartOrder } from './spawner-messages.ts';

/** One run in this process, as it is inside the spawner. */
function setup(line: string, more: Partial<StartOrder> = {}) {
  const executionId = randomUUID();
  const order: StartOrder = {
    executionId,
    attempt: 1,
    file: '/bin/sh',
    args: ['-c', line],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', TUTTI_EXECUTION_ID: executionId, TUTTI_ATTEMPT: String(more.attempt ?? 1) },
    outputLimitBytes: 1_000_000,
    ...more,
  };
  const sent: FromSpawner[] = [];
  const { promise: ended, resolve: onEnd } = Promise.withResolvers<void>();
  const { promise: heard, resolve: onOutput } = Promise.withResolvers<void>();
  const send = (message: FromSpawner): void => {
    sent.push(message);
    if (message.type === 'output') onOutput();
  };
  const reaper = new Reaper();
  const run = new ChildRun(order, { run: 1, reaper, send, onEnd });
  const text = (): string =>
    Buffer.concat(sent.flatMap((message) => (message.type === 'output' ? [message.bytes] : []))).toString();
  const left = (): number =>
    (readProcessTable() ?? []).filter((entry) => entry.executionId === executionId).length;
  return { run, reaper, sent, ended, heard, text, left, last: () => sent.at(-1) };
}

it('says how it ended, after all its output', async () => {
  const { run, ended, text, last } = setup('cat; exit 5', { stdin: 'in' });
  await run.start();
  await ended;
  expect(text()).toBe('in');
  expect(last()).toEqual({ type: 'ended', run: 1, code: 5, signal: null, stopped: false });
});

it('drops what is beyond the limit', async () => {
  const { run, ended, text, last } = setup('printf 1234567890', { outputLimitBytes: 4 });
  await run.start();
  await ended;
  expect(text()).toBe('1234');
  expect(last()).toMatchObject({
    type: 'ended',
    dropped: { bytes: 6, tails: { stdout: Buffer.from('567890') } },
  });
});

it('waits for the reader, and goes on when it has caught up', async () => {
  const { run, sent, ended, text } = setup('head -c 1000000 /dev/zero | tr "\\0" x', {
    outputLimitBytes: 2_000_000,
  });
  await run.start();
  let told = 0;
  const consume = setInterval(() => {
    for (; told < sent.length; told++) {
      const message = sent[told] as FromSpawner;
      if (message.type === 'output') run.consumed(message.bytes.length);
    }
  }, 1);
  await ended;
  clearInterval(consume);
  expect(text()).toHaveLength(1_000_000);
});

it('is stopped with all its kin', async () => {
  const { run, heard, ended, left, last } = setup('(setsid sleep 1000 &); echo; sleep 1000');
  await run.start();
  await heard;
  run.stop();
  run.stop();
  await ended;
  expect(left()).toBe(0);
  expect(last()).toMatchObject({ type: 'ended', signal: 'SIGTERM', stopped: true });
  run.stop();
});

it('is killed at once when there is no time for grace', async () => {
  const { run, reaper, heard, ended, left, last } = setup('trap "" TERM; echo; sleep 1000; sleep 1000');
  await run.start();
  await heard;
  run.stop();
  reaper.hurry();
  await ended;
  expect(left()).toBe(0);
  expect(last()).toMatchObject({ type: 'ended', signal: 'SIGKILL', stopped: true });
});

it('does not start when it is stopped while an earlier attempt is cleared away', async () => {
  const { run, ended, sent } = setup('echo', { attempt: 2 });
  const started = run.start();
  run.stop();
  await started;
  await ended;
  expect(sent).toEqual([{ type: 'ended', run: 1, code: null, signal: null, stopped: true }]);
});

it('says why it does not start', async () => {
  await using folder = await temporaryFolder();
  const closed = join(folder.path, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o000);
  const table: [Partial<StartOrder>, string][] = [
    [{ file: '/no/such/program' }, 'not_found'],
    [{ file: '/bin/sh/x' }, 'not_found'],
    [{ file: '/' }, 'not_executable'],
    [{ cwd: '/no/such/folder' }, 'cwd_not_found'],
    [{ cwd: '/bin/sh' }, 'cwd_not_found'],
    [{ args: ['x'.repeat(3_000_000)] }, 'too_long'],
    // The superuser may enter any folder.
    ...(process.getuid?.() === 0
      ? []
      : ([[{ cwd: closed }, 'cwd_not_accessible']] as [Partial<StartOrder>, string][])),
  ];
  for (const [more, problem] of table) {
    const { run, ended, sent } = setup('true', more);
    await run.start();
    await ended;
    expect(sent, problem).toMatchObject([{ type: 'not_started', run: 1, problem }]);
  }
});
