import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, until } from '@tutti/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome, TaskHandler } from '../../execution/index.ts';
import { silentLog } from '../../kernel/index.ts';
import { createBuiltInHandlers } from '../index.ts';
import { type TestContext, testContext } from '../test-context.ts';
import { readProcessTable } from './process-table.ts';

const home = await temporaryFolder();
const builtIn = createBuiltInHandlers({ log: silentLog, environment: { PATH: process.env['PATH'], HOME: home.path } });
const shell = builtIn.handlers[0] as TaskHandler;

afterAll(async () => {
  await builtIn.close();
  await home.remove();
});

/** Starts a command and waits until it has said so. */
async function started(command: string): Promise<{ context: TestContext; ended: Promise<Outcome>; pids: () => number[] }> {
  const ready = Promise.withResolvers<void>();
  const context = testContext({ command }, { onLog: (text) => text.includes('ready') && ready.resolve() });
  const ended = Promise.resolve(shell.run(context));
  await Promise.race([ready.promise, ended.then((outcome) => expect.fail(JSON.stringify(outcome)))]);
  return { context, ended, pids: () => marked(context.executionId) };
}

const marked = (executionId: string): number[] => (readProcessTable() ?? []).filter((entry) => entry.executionId === executionId).map(({ pid }) => pid);

/** By its arguments, for processes without the mark. */
const running = (text: string): boolean => (readProcessTable() ?? []).some(({ pid }) => commandLine(pid).includes(text));

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

describe('stopping a command', () => {
  it('ends it and everything it has started, wherever that hides', async () => {
    const hiding = 'sleep 7101 & (setsid sleep 7102 &) ; (setsid sh -c "sleep 7103 & sleep 7104; :" &); (nohup sleep 7105 >/dev/null 2>&1 &); (env -i setsid sleep 7106 & echo ready; sleep 7107); wait';
    const { context, ended, pids } = await started(hiding);
    await until(() => ['7101', '7102', '7103', '7104', '7105', '7106', '7107'].every((seconds) => running(`sleep ${seconds}`)));
    context.stop('cancelled');
    expect(await ended).toEqual({ kind: 'abandoned' });
    expect(pids()).toEqual([]);
    expect(running('sleep 710')).toBe(false);
  });

  it('lets it tidy up before it is killed', async () => {
    const { context, ended } = await started('trap "echo tidying; sleep 0.2; echo tidy; exit 0" TERM; echo ready; while :; do sleep 0.02; done');
    context.stop('shutdown');
    expect(await ended).toEqual({ kind: 'released' });
    expect(context.logged()).toContain('tidying\ntidy\n');
  });

  it('lets the rest of its group tidy up when the leader is gone', async () => {
    const { context, ended } = await started('(trap "sleep 0.2; echo tidy; exit" TERM; echo ready; while :; do sleep 0.02; done) & wait');
    context.stop('cancelled');
    await ended;
    expect(context.logged()).toContain('tidy\n');
  });

  it('kills what ignores SIGTERM after the grace period', async () => {
    const { context, ended, pids } = await started('(setsid sh -c "trap \'\' TERM; sleep 7201; sleep 7202" &) ; trap "" TERM; echo ready; sleep 7203; sleep 7204');
    const at = performance.now();
    context.stop('timeout');
    expect(await ended).toMatchObject({ kind: 'timeout', error: { code: 'TIMEOUT', permanent: false } });
    expect(performance.now() - at).toBeGreaterThan(4900);
    expect(performance.now() - at).toBeLessThan(8000);
    expect(pids()).toEqual([]);
    expect(running('sleep 720')).toBe(false);
  });

  it('ends one that is stopped by a signal', async () => {
    const { context, ended, pids } = await started('trap "echo heard; exit" TERM; echo ready; kill -STOP $$; sleep 7301');
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
    const context = testContext({ command: 'sleep 7401 & sleep 7402 >/dev/null 2>&1 & echo done' });
    expect(await shell.run(context)).toMatchObject({ kind: 'completed', result: { stdout: 'done\n' } });
    await until(() => !running('sleep 740'));
  });

  it('leaves a daemon alone that has a session of its own, and does not wait for it', async () => {
    const at = performance.now();
    const pidFile = join(home.path, 'daemon');
    const context = testContext({ command: `setsid sh -c 'echo $$ > ${pidFile}; exec sleep 7501' & until [ -s ${pidFile} ]; do sleep 0.01; done; echo done` });
    expect(await shell.run(context)).toMatchObject({ kind: 'completed', result: { stdout: 'done\n' } });
    expect(performance.now() - at).toBeLessThan(3000);
    expect(running('sleep 7501')).toBe(true);
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  });

  it('gives all it wrote, however slowly that is read', async () => {
    const context = testContext({ command: 'head -c 150000 /dev/zero | tr "\\0" x; echo; echo end' });
    await shell.run(context);
    expect(context.logged('stdout').replaceAll('\n', '')).toBe(`${'x'.repeat(150_000)}end`);
  });
});
