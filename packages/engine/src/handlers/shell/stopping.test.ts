import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, until as untilWithin } from '@tutti/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome, TaskHandler } from '../../execution/index.ts';
import { silentLog } from '../../kernel/index.ts';
import { createBuiltInHandlers } from '../index.ts';
import { type TestContext, testContext } from '../test-context.ts';
import { readProcessTable } from './process-table.ts';

const home = await temporaryFolder();
const environment = { PATH: process.env['PATH'], HOME: home.path };
const builtIn = createBuiltInHandlers({ log: silentLog, environment });
const shell = builtIn.handlers[0] as TaskHandler;

afterAll(async () => {
  await builtIn.close();
  await home.remove();
});

/** Processes start slowly on a busy machine. */
const until = (check: () => boolean): Promise<boolean> => untilWithin(check, { timeoutMs: 15_000 });

/** A long sleep that no other test is in. */
const uniqueNap = (): string => `sleep 9999.${randomInt(1e9)}`;

/** By its arguments, for processes without the mark. */
const sleeping = (nap: string): number =>
  (readProcessTable() ?? []).filter(({ pid }) => commandLine(pid).startsWith(nap)).length;

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

const marked = (executionId: string): number[] =>
  (readProcessTable() ?? []).filter((entry) => entry.executionId === executionId).map(({ pid }) => pid);

/** Starts a command and waits until it has said so. */
async function started(
  command: string,
): Promise<{ context: TestContext; ended: Promise<Outcome>; pids: () => number[] }> {
  const ready = Promise.withResolvers<void>();
  const context = testContext({ command }, { onLog: (text) => text.includes('ready') && ready.resolve() });
  const ended = Promise.resolve(shell.run(context));
  await Promise.race([ready.promise, ended.then((outcome) => expect.fail(JSON.stringify(outcome)))]);
  return { context, ended, pids: () => marked(context.executionId) };
}

describe('stopping a command', () => {
  it('ends it and everything it has started, wherever that hides', async () => {
    const nap = uniqueNap();
    const inGroup = `${nap} & (nohup ${nap} >/dev/null 2>&1 &)`;
    const outside = `(setsid ${nap} &) ; (setsid sh -c "${nap} & ${nap}; :" &)`;
    const { context, ended, pids } = await started(
      `${inGroup} ; ${outside} ; (env -i setsid ${nap} & echo ready; ${nap}); wait`,
    );
    await until(() => sleeping(nap) === 7);
    context.stop('cancelled');
    expect(await ended).toEqual({ kind: 'abandoned' });
    expect(pids()).toEqual([]);
    expect(sleeping(nap)).toBe(0);
  });

  it('lets it tidy up before it is killed', async () => {
    const trap = 'trap "echo tidying; sleep 0.2; echo tidy; exit 0" TERM';
    const { context, ended } = await started(`${trap}; echo ready; while :; do sleep 0.02; done`);
    context.stop('shutdown');
    expect(await ended).toEqual({ kind: 'released' });
    expect(context.logged()).toContain('tidying\ntidy\n');
  });

  it('lets the rest of its group tidy up when the leader is gone', async () => {
    const trap = 'trap "sleep 0.2; echo tidy; exit" TERM';
    const { context, ended } = await started(`(${trap}; echo ready; while :; do sleep 0.02; done) & wait`);
    context.stop('cancelled');
    await ended;
    expect(context.logged()).toContain('tidy\n');
  });

  it('kills what ignores SIGTERM after the grace period', async () => {
    const nap = uniqueNap();
    const { context, ended, pids } = await started(
      `(setsid sh -c "trap '' TERM; ${nap}; ${nap}" &) ; trap "" TERM; echo ready; ${nap}; ${nap}`,
    );
    const at = performance.now();
    context.stop('timeout');
    expect(await ended).toMatchObject({ kind: 'timeout', error: { code: 'TIMEOUT', permanent: false } });
    expect(performance.now() - at).toBeGreaterThan(4900);
    expect(pids()).toEqual([]);
    expect(sleeping(nap)).toBe(0);
  });

  it('ends one that is stopped by a signal', async () => {
    const { context, ended, pids } = await started(
      'trap "echo heard; exit" TERM; echo ready; kill -STOP $$; sleep 100',
    );
    context.stop('cancelled');
    expect(await ended).toEqual({ kind: 'abandoned' });
    expect(context.logged()).toContain('heard');
    expect(pids()).toEqual([]);
  });

  it('does not start it when it was to stop before', async () => {
    const context = testContext({ command: 'echo started' });
    context.stop('lost');
    expect(await shell.run(context)).toEqual({ kind: 'abandoned' });
    expect(context.logged()).toBe('');
  });

  it('ends one that floods its output', async () => {
    const { context, ended, pids } = await started('echo ready; yes');
    context.stop('cancelled');
    expect(await ended).toEqual({ kind: 'abandoned' });
    expect(pids()).toEqual([]);
  });
});

describe('a command that ends by itself', () => {
  it('takes the rest of its group with it', async () => {
    const nap = uniqueNap();
    const context = testContext({ command: `${nap} & ${nap} >/dev/null 2>&1 & echo done` });
    expect(await shell.run(context)).toMatchObject({ kind: 'completed', result: { stdout: 'done\n' } });
    await until(() => sleeping(nap) === 0);
  });

  it('leaves a daemon alone that has a session of its own, and does not wait for it', async () => {
    const nap = uniqueNap();
    const pidFile = join(home.path, 'daemon');
    const daemon = `setsid sh -c 'echo $$ > ${pidFile}; exec ${nap}'`;
    const command = `${daemon} & until [ -s ${pidFile} ]; do sleep 0.01; done; echo done`;
    expect(await shell.run(testContext({ command }))).toMatchObject({
      kind: 'completed',
      result: { stdout: 'done\n' },
    });
    await until(() => sleeping(nap) === 1);
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  });

  it('gives all it wrote', async () => {
    const context = testContext({ command: 'head -c 150000 /dev/zero | tr "\\0" x; echo; echo end' });
    await shell.run(context);
    expect(context.logged('stdout').replaceAll('\n', '')).toBe(`${'x'.repeat(150_000)}end`);
  });
});
