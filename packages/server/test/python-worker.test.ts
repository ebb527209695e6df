import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { until } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp } from './start-test-app.ts';
import type { TestApp } from './start-test-app.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../../examples/worker.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const workers: ChildProcess[] = [];
let server: TestApp;
let secret: string;

/** Starts the example; resolves when it has registered. */
async function startWorker(): Promise<{ child: ChildProcess; said: () => string }> {
  const child = spawn('python3', [SCRIPT], {
    env: { PATH: process.env['PATH'] ?? '', TUTTI_URL: server.url, TUTTI_TOKEN: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  workers.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await until(() => output.includes('ready'), { what: 'the worker to be ready', timeoutMs: 10_000 });
  return { child, said: () => output };
}

async function enqueue(taskConfig: object, more: object = {}): Promise<string> {
  const { executions } = server.engine;
  return (await executions.enqueue({ taskType: 'word_count', taskConfig: { ...taskConfig }, ...more }))
    .executionId;
}
const reached = (id: string, status: string) =>
  until(
    async () => {
      const execution = await server.engine.executions.get(id);
      return execution.status === status ? execution : undefined;
    },
    { what: `${id} to be ${status}`, timeoutMs: 15_000 },
  );

describe.skipIf(!hasPython)('examples/worker.py (needs python3)', () => {
  beforeAll(async () => {
    server = await startTestApp({
      configuration: { auth: 'token' },
      engine: { leaseMs: 2000, refuseUnknownTasks: true },
      running: true,
    });
    ({ secret } = await server.engine.tokens.create({ name: 'python', roles: ['worker'] }));
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await server.close();
  });

  test('completes, fails with retry, is cancelled, and what it held when it was killed is rescued', async () => {
    const { logs } = server.engine;
    const { child, said } = await startWorker();
    const done = await enqueue({ text: 'one two three' });
    expect(await reached(done, 'completed')).toMatchObject({ result: { words: 3 }, attempt: 1 });
    const log = await logs.read(done, { fromSeq: 1, limit: 10 });
    expect(log.items.map(({ text }) => text)).toEqual(['counting, attempt 1\n']);

    const retried = await enqueue(
      { text: 'a b', failures: 1 },
      { retryPolicy: { maxRetries: 1, initialDelayMs: 10 } },
    );
    expect(await reached(retried, 'completed')).toMatchObject({ result: { words: 2 }, attempt: 2 });
    const hopeless = await enqueue({});
    expect(await reached(hopeless, 'failed')).toMatchObject({ error: { code: 'KeyError', permanent: true } });

    // What the work itself trips over ends its attempt, not the worker that did it.
    const odd = await enqueue({ text: 5 });
    expect(await reached(odd, 'failed')).toMatchObject({ error: { code: 'AttributeError' }, attempt: 1 });

    const cancelled = await enqueue({ text: 'x', seconds: 60 });
    const begun = async (): Promise<boolean> =>
      (await logs.read(cancelled, { fromSeq: 1, limit: 1 })).items.length > 0;
    await until(begun, { what: 'the run to begin', timeoutMs: 10_000 });
    await server.engine.executions.cancel(cancelled);
    await until(() => said().includes('stopped'), { what: 'the worker to stop: ' + said(), timeoutMs: 5000 });
    expect((await server.engine.executions.get(cancelled)).status).toBe('cancelled');

    const long = await enqueue({ text: 'still three seconds', seconds: 3 });
    expect(await reached(long, 'completed')).toMatchObject({ attempt: 1 });
    const killed = await enqueue({ text: 'a b c d', seconds: 1 });
    await reached(killed, 'running');
    child.kill('SIGKILL');
    await startWorker();
    expect(await reached(killed, 'completed')).toMatchObject({ result: { words: 4 }, attempt: 2 });
  }, 60_000);
});
