import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until as untilWithin } from '@tutti/testkit';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../kernel/index.ts';
import type { ProcessExit, ProcessSpec } from './executor.ts';
import { LocalExecutor } from './local-executor.ts';
import { type ProcessEntry, readProcessTable } from './process-table.ts';

/** Processes start slowly on a busy machine. */
const until = (check: () => boolean): Promise<boolean> => untilWithin(check, { timeoutMs: 15_000 });

const executors: LocalExecutor[] = [];
afterEach(() => Promise.all(executors.splice(0).map((executor) => executor.close())));

const surroundings = { environment: { PATH: process.env['PATH'] }, home: '/' };

function setup(): { executor: LocalExecutor; warnings: object[] } {
  const warnings: object[] = [];
  const executor = new LocalExecutor({
    surroundings,
    log: { ...silentLog, warn: (fields) => warnings.push(fields) },
  });
  executors.push(executor);
  return { executor, warnings };
}

/** Another run of these tests on this machine must not be mistaken for this one. */
const testRun = randomUUID();
const idOf = (name: string): string => `${testRun}-${name}`;

const specOf = (executionId: string, line: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  executionId,
  attempt: 1,
  file: '/bin/sh',
  args: ['-c', line],
  env: { TUTTI_EXECUTION_ID: executionId, TUTTI_ATTEMPT: String(more.attempt ?? 1) },
  outputLimitBytes: 1_000_000,
  ...more,
});

const never = new AbortController().signal;
const quietly = { signal: never, onOutput: () => undefined };

const processes = (where: (entry: ProcessEntry) => boolean): number[] =>
  (readProcessTable() ?? []).filter(where).map(({ pid }) => pid);
const marked = (executionId: string): number[] => processes((entry) => entry.executionId === executionId);
const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const spawnersOf = (parent: number): number[] =>
  processes((entry) => entry.parent === parent && nameOf(entry.pid) === 'tutti-spawner');

/** A command that has begun, and whose end is awaited. */
async function begun(executor: LocalExecutor, spec: ProcessSpec): Promise<Promise<ProcessExit>[]> {
  const ready = Promise.withResolvers<void>();
  const ended = executor.run(spec, { signal: never, onOutput: () => ready.resolve() });
  await ready.promise;
  return [ended];
}

it('starts one process for all commands, when first needed', async () => {
  const { executor } = setup();
  const before = spawnersOf(process.pid);
  const [a, b] = [
    await begun(executor, specOf(idOf('one-1'), 'echo; read x')),
    await begun(executor, specOf(idOf('one-2'), 'echo; sleep 0.1')),
  ];
  const after = spawnersOf(process.pid).filter((pid) => !before.includes(pid));
  expect(after).toHaveLength(1);
  expect(await Promise.all([...a, ...b])).toMatchObject([
    { kind: 'exited', code: 1 },
    { kind: 'exited', code: 0 },
  ]);
});

it('when it dies, its commands end as lost and are killed; the next command gets a new one', async () => {
  const { executor, warnings } = setup();
  const before = spawnersOf(process.pid);
  const [lost] = await begun(executor, specOf(idOf('lost-1'), 'echo; (setsid sleep 1000 &); sleep 1000'));
  await until(() => marked(idOf('lost-1')).length === 3);
  const [spawner] = spawnersOf(process.pid).filter((pid) => !before.includes(pid));
  process.kill(spawner as number, 'SIGKILL');
  expect(await lost).toEqual({ kind: 'lost' });
  expect(marked(idOf('lost-1'))).toEqual([]);
  expect(warnings).toEqual([{ runs: 1, why: 'its channel closed' }]);
  expect(await executor.run(specOf(idOf('lost-2'), 'exit 4'), quietly)).toMatchObject({
    kind: 'exited',
    code: 4,
  });
});

it('when the engine is killed, everything it started is killed, and it ends', async () => {
  const engine = startEngine();
  const folder = await lineOf(engine);
  expect(existsSync(folder)).toBe(true);
  const [spawner] = spawnersOf(engine.pid as number);
  await until(() => marked(idOf('orphan-1')).length === 4);
  engine.kill('SIGKILL');
  await until(() => marked(idOf('orphan-1')).length === 0 && marked(idOf('orphan-2')).length === 0);
  await until(() => !existsSync(`/proc/${spawner}`));
  expect(existsSync(folder)).toBe(false);
});

it('lives on when a terminal interrupts the engine, so that this can drain', async () => {
  const engine = startEngine();
  await lineOf(engine);
  const [spawner] = spawnersOf(engine.pid as number);
  // What Ctrl-C does: the whole group of the engine gets it.
  process.kill(-(engine.pid as number), 'SIGINT');
  process.kill(spawner as number, 'SIGTERM');
  process.kill(spawner as number, 'SIGINT');
  expect(await lineOf(engine)).toBe('interrupted');
  expect(nameOf(spawner as number)).toBe('tutti-spawner');
  expect(marked(idOf('orphan-2'))).toHaveLength(1);
  engine.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${spawner}`));
});

/** A process like the engine: it runs two commands and says where the private file of one of them is. */
function startEngine(): ChildProcess {
  const executor = fileURLToPath(new URL('local-executor.ts', import.meta.url));
  const specs = [
    specOf(idOf('orphan-1'), '(setsid sh -c "trap \'\' TERM; sleep 1000; :" &); sleep 1000 & wait'),
    specOf(idOf('orphan-2'), 'exec 3<"$TEXT"; dirname "$TEXT"; exec sleep 1000', {
      files: { TEXT: 'private' },
    }),
  ];
  const program = `
    import { LocalExecutor } from ${JSON.stringify(executor)};
    const executor = new LocalExecutor({ surroundings: ${JSON.stringify(surroundings)}, log: console });
    const hooks = { signal: new AbortController().signal, onOutput: (stream, text) => void process.stdout.write(text) };
    for (const spec of ${JSON.stringify(specs)}) void executor.run(spec, hooks);
    process.on('SIGINT', () => console.log('interrupted'));`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
}

async function lineOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, 'line')) as [string];
  lines.close();
  return line;
}

it('a later attempt kills what an earlier one left on this machine, and only that', async () => {
  const { executor } = setup();
  const other = new LocalExecutor({ surroundings, log: silentLog });
  executors.push(other);
  const [earlier] = await begun(other, specOf(idOf('again'), '(setsid sleep 1000 &); echo; sleep 1000'));
  const [stranger] = await begun(other, specOf(idOf('again-not'), 'echo; sleep 1000'));
  await until(() => marked(idOf('again')).length === 3);
  const exit = await executor.run(specOf(idOf('again'), 'exit 0', { attempt: 2 }), quietly);
  expect(exit).toMatchObject({ kind: 'exited', code: 0 });
  expect(marked(idOf('again'))).toEqual([]);
  expect(await earlier).toMatchObject({ kind: 'exited', signal: 'SIGKILL' });
  expect(marked(idOf('again-not'))).toHaveLength(2);
  await other.close();
  expect(await stranger).toEqual({ kind: 'stopped' });
});

it('stopping an attempt leaves its successor alone', async () => {
  const { executor } = setup();
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  const earlier = executor.run(specOf(idOf('successor'), 'trap "" TERM; echo; sleep 1000; sleep 1000'), {
    signal: stopping.signal,
    onOutput: () => ready.resolve(),
  });
  await ready.promise;
  stopping.abort('lost');
  const [later] = await begun(
    executor,
    specOf(idOf('successor'), 'echo; read x < /dev/zero & sleep 0.3', { attempt: 2 }),
  );
  expect(await earlier).toMatchObject({ kind: 'stopped' });
  expect(await later).toMatchObject({ kind: 'exited', code: 0 });
});

it('a slow reader slows the command down instead of filling memory', async () => {
  const { executor } = setup();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let read = 0;
  const onOutput = (_: string, text: string): Promise<void> => {
    read += text.length;
    return held;
  };
  const spec = specOf(idOf('slow'), 'head -c 20000000 /dev/zero | tr "\\0" x; echo', {
    outputLimitBytes: 50_000_000,
  });
  const ended = executor.run(spec, { signal: never, onOutput });
  await until(() => read > 256 * 1024);
  // Whatever the spawner had still read would come before the ends of these.
  for (let round = 0; round < 20; round++)
    await executor.run(specOf(idOf(`beside-${round}`), 'true'), quietly);
  expect(read).toBeLessThan(1_000_000);
  release();
  expect(await ended).toMatchObject({ kind: 'exited', code: 0 });
  expect(read).toBe(20_000_001);
});
