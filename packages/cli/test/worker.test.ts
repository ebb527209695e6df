import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Execution } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { end, type RunningTutti, startTutti } from './running-tutti.ts';
import { type RunningWorker, spawnWorker } from './running-worker.ts';
import { runCli } from './scripted-io.ts';

const NODE = { TUTTI_AUTH: 'token', TUTTI_NODE: 'server' };
const SECRET = 'p4ss-with-many-characters';
let tutti: RunningTutti;
let admin: Record<string, string>;
let workerToken: string;
const workers: RunningWorker[] = [];

/** A server that runs nothing itself, with a token for everything and one for workers. */
async function startServer(more: Record<string, string>) {
  const server = await startTutti(['--no-examples'], { ...NODE, ...more });
  const local = { ...server.environment, ...NODE };
  const root = await runCli(['token', 'create', 'root', '--role', 'admin', '--local', '--json'], {
    environment: local,
  });
  const environment = { ...server.environment, TUTTI_TOKEN: (root.json.data as { secret: string }).secret };
  const { secret } = await ask<{ secret: string }>(
    ['token', 'create', 'press', '--role', 'worker'],
    environment,
  );
  await ask(['drain', '--node', 'server'], environment);
  return { server, environment, token: secret };
}
async function ask<T>(words: readonly string[], environment = admin, stdin = ''): Promise<T> {
  const { json } = await runCli([...words, '--json'], { environment, stdin });
  if (!json.success) throw new Error(JSON.stringify(json.error));
  return json.data;
}

beforeAll(async () => {
  ({ server: tutti, environment: admin, token: workerToken } = await startServer({ TUTTI_LEASE_MS: '3000' }));
}, 60_000);
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop('SIGKILL')));
});
afterAll(() => tutti.stop(), 60_000);

async function work(
  words: readonly string[] = [],
  more: Record<string, string> = {},
): Promise<RunningWorker> {
  const worker = spawnWorker(words, { TUTTI_API_URL: tutti.url, TUTTI_TOKEN: workerToken, ...more });
  workers.push(worker);
  await worker.until('registered');
  return worker;
}
const run = (words: readonly string[]): Promise<Execution> => ask<Execution>(['run', ...words]);
const show = (id: number, environment = admin): Promise<Execution> =>
  ask<{ execution: Execution }>(['execution', 'show', String(id)], environment).then(
    (found) => found.execution ?? found,
  );
const reached = (id: number, status: string, environment = admin): Promise<Execution> =>
  until(
    async () => {
      const execution = await show(id, environment);
      return execution.status === status ? execution : undefined;
    },
    { timeoutMs: 40_000, intervalMs: 100, what: `${id} to be ${status}` },
  );
const logOf = async (id: number): Promise<string> =>
  (await ask<{ items: { text: string }[] }>(['execution', 'logs', String(id)])).items
    .map(({ text }) => text)
    .join('');
/** Whether a command with these words runs anywhere on this machine. */
const lives = (words: string): Promise<boolean> =>
  promisify(execFile)('pgrep', ['-f', words]).then(
    () => true,
    () => false,
  );

describe('tutti worker', () => {
  test('runs commands and requests, streams their logs, and says so', async () => {
    const worker = await work(['--name', 'press-1', '--label', 'gpu=true', '--concurrency', '2'], {
      TUTTI_HTTP_ALLOW: '127.0.0.0/8',
      TUTTI_LABELS: 'region=eu',
    });
    const shell = await run([
      '--shell',
      'echo one; echo two >&2; echo "$TUTTI_ATTEMPT"',
      '--data',
      '{"a":1}',
    ]);
    expect(await reached(shell.id, 'completed')).toMatchObject({
      node: 'press-1',
      result: { exitCode: 0, stdout: 'one\n1\n', stderr: 'two\n' },
    });
    expect((await logOf(shell.id)).split('\n').sort()).toEqual(['', '1', 'one', 'two']);
    const request = await run(['--http', `${tutti.url}/health`]);
    expect(await reached(request.id, 'completed')).toMatchObject({
      node: 'press-1',
      result: { status: 200 },
    });
    const failing = await run(['--shell', 'exit 3', '--retry', 'none']);
    expect(await reached(failing.id, 'failed')).toMatchObject({ error: { code: 'EXIT_CODE' } });
    const slow = await run(['--shell', 'sleep 30.125', '--timeout', '500ms', '--retry', 'none']);
    await reached(slow.id, 'timeout');
    expect(await lives('sleep 30.125')).toBe(false);
    const { items } = await ask<{ items: object[] }>(['node', 'list']);
    expect(items).toContainEqual(
      expect.objectContaining({ name: 'press-1', labels: { gpu: 'true', region: 'eu' }, maxConcurrent: 2 }),
    );
    expect(worker.told.filter(({ event }) => event === 'ended').map(({ outcome }) => outcome)).toEqual([
      'completed',
      'completed',
      'failed',
      'timeout',
    ]);
  }, 60_000);

  test('a cancelled command is killed with all that it started; a paused one stands still', async () => {
    const worker = await work();
    const { id, executionId } = await run(['--shell', 'sleep 61.25 & sleep 61.25']);
    await worker.until('started', { executionId });
    await until(() => lives('sleep 61.25'), { timeoutMs: 10_000 });
    await ask(['execution', 'cancel', String(id)]);
    await worker.until('ended', { executionId, outcome: 'cancelled' });
    expect(await lives('sleep 61.25')).toBe(false);
    expect((await show(id)).status).toBe('cancelled');

    const ticking = await run([
      '--shell',
      'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.25; done',
    ]);
    await until(async () => (await logOf(ticking.id)) !== '', { timeoutMs: 10_000 });
    await ask(['execution', 'pause', String(ticking.id)]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const then = await logOf(ticking.id);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await logOf(ticking.id)).toBe(then);
    await ask(['execution', 'resume', String(ticking.id)]);
    expect(await reached(ticking.id, 'completed')).toMatchObject({ attempt: 1 });
  }, 60_000);

  test('what a killed worker held is done by another, and its command does not live on', async () => {
    const first = await work(['--name', 'first']);
    const { id, executionId } = await run(['--shell', 'test "$TUTTI_ATTEMPT" = 2 || sleep 62.5']);
    await first.until('started', { executionId });
    await until(() => lives('sleep 62.5'), { timeoutMs: 10_000 });
    await first.stop('SIGKILL');
    await work(['--name', 'second']);
    expect(await reached(id, 'completed')).toMatchObject({ attempt: 2, node: 'second' });
    expect(await lives('sleep 62.5')).toBe(false);
  }, 60_000);

  test('told to stop it lets a run end, gives back what does not, and leaves', async () => {
    const first = await work(['--name', 'leaver', '--drain', '2s', '--concurrency', '2']);
    const short = await run(['--shell', 'sleep 1; echo done']);
    const long = await run(['--shell', 'sleep 63.75', '--retry', 'none']);
    await first.until('started', { executionId: long.executionId });
    await first.until('started', { executionId: short.executionId });
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(first.told).toContainEqual({
      event: 'ended',
      executionId: short.executionId,
      outcome: 'completed',
    });
    expect(first.told).toContainEqual({ event: 'ended', executionId: long.executionId, outcome: 'released' });
    expect(first.told.at(-1)).toEqual({ event: 'stopped' });
    expect(await lives('sleep 63.75')).toBe(false);
    expect((await show(short.id)).status).toBe('completed');
    expect(await show(long.id)).toMatchObject({ status: 'pending', attempt: 1 });
    const { items } = await ask<{ items: { name: string; stoppedAt: string | null }[] }>(['node', 'list']);
    expect(items.find(({ name }) => name === 'leaver')?.stoppedAt).not.toBeNull();
    await ask(['execution', 'cancel', String(long.id)]);
  }, 60_000);

  test('no secret leaves the worker in clear, not even one that comes in two pieces', async () => {
    await ask(['secret', 'set', 'press'], admin, SECRET);
    const bodies: string[] = [];
    const proxy = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        bodies.push(`${request.url} ${body}`);
        const onward = http.request(`${tutti.url}${request.url}`, {
          method: request.method,
          headers: request.headers,
        });
        onward.on('response', (answer) =>
          answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)),
        );
        onward.on('error', () => response.destroy());
        // A worker that is gone must not leave its claim standing.
        response.on('close', () => onward.destroy());
        onward.end(body);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    try {
      await work([], { TUTTI_API_URL: `http://127.0.0.1:${port}` });
      const line =
        'printf "it is %s" "${S%%characters}"; sleep 0.4; echo characters; echo "$S" >&2; sleep 0.3';
      const config = JSON.stringify({ env: { S: '{{secret.press}}' } });
      const { id } = await run(['--shell', line, '--config', config]);
      expect(await reached(id, 'completed')).toMatchObject({
        result: { stdout: 'it is [redacted]\n', stderr: '[redacted]\n' },
      });
      expect((await logOf(id)).split('\n').sort()).toEqual(['', '[redacted]', 'it is [redacted]']);
      expect(bodies.filter((body) => body.includes('/worker/logs')).length).toBeGreaterThan(0);
      expect(bodies.filter((body) => body.includes('p4ss'))).toEqual([]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  }, 60_000);

  test('a token that is refused, or loses its power, ends it with clear words', async () => {
    const wrong = spawnWorker([], { TUTTI_API_URL: tutti.url, TUTTI_TOKEN: 'tutti_wrong' });
    workers.push(wrong);
    expect(await until(() => wrong.child.exitCode ?? undefined, { timeoutMs: 20_000 })).toBe(5);
    expect(wrong.said()).toContain('the server refuses the token');
    expect(wrong.said()).toContain('tutti token create <name> --role worker');
    const none = spawnWorker([], { TUTTI_API_URL: tutti.url });
    workers.push(none);
    expect(await until(() => none.child.exitCode ?? undefined, { timeoutMs: 20_000 })).toBe(5);
    expect(none.said()).toContain('the server wants a token');

    const brief = await ask<{ id: number; secret: string }>(['token', 'create', 'brief', '--role', 'worker']);
    const worker = await work([], { TUTTI_TOKEN: brief.secret });
    const { executionId, id } = await run(['--shell', 'sleep 64.5']);
    await worker.until('started', { executionId });
    await ask(['token', 'revoke', String(brief.id)]);
    expect(await until(() => worker.child.exitCode ?? undefined, { timeoutMs: 20_000 })).toBe(5);
    expect(await lives('sleep 64.5')).toBe(false);
    await ask(['execution', 'cancel', String(id)]);
  }, 60_000);

  test('refuses what cannot work before it asks anybody', async () => {
    const environment = { ...admin, TUTTI_TOKEN: workerToken };
    const plain = await runCli(['worker', '--url', 'http://tutti.example.com', '--json'], { environment });
    expect(plain.exitCode).toBe(2);
    expect(plain.json.error.message).toContain('plain http is for a server on this machine');
    expect(plain.json.error.suggestion).toContain('https://tutti.example.com');
    const label = await runCli(['worker', '--label', 'gpu', '--json'], { environment });
    expect([label.exitCode, label.json.error.message]).toEqual([2, expect.stringContaining('name=value')]);
    const taken = await runCli(['worker', '--name', 'server', '--json'], { environment });
    expect([taken.exitCode, taken.json.error.message]).toEqual([2, expect.stringContaining('server')]);
    const type = await runCli(['worker', '--type', 'agent_task', '--json'], { environment });
    expect(type.exitCode).toBe(2);
  }, 30_000);
});

test('a server that is restarted finds the run still going, and the worker takes work again', async () => {
  const { server, environment, token } = await startServer({ TUTTI_LEASE_MS: '30000' });
  const worker = spawnWorker(['--name', 'patient'], { TUTTI_API_URL: server.url, TUTTI_TOKEN: token });
  workers.push(worker);
  let again: RunningTutti | undefined;
  try {
    await worker.until('registered');
    const long = await ask<Execution>(['run', '--shell', 'echo before; sleep 12; echo after'], environment);
    await worker.until('started', { executionId: long.executionId });
    await end(server.child, 'SIGTERM');
    await worker.until('away');
    const place = { TUTTI_HOME: server.home, PORT: new URL(server.url).port, TUTTI_LEASE_MS: '30000' };
    again = await startTutti(['--no-examples'], { ...NODE, ...place });
    await worker.until('back');
    expect(await reached(long.id, 'completed', environment)).toMatchObject({
      attempt: 1,
      node: 'patient',
      result: { stdout: 'before\nafter\n' },
    });
    const next = await ask<Execution>(['run', '--shell', 'true'], environment);
    expect(await reached(next.id, 'completed', environment)).toMatchObject({ node: 'patient' });
    expect(await worker.stop()).toBe(0);
  } finally {
    await again?.stop();
    await server.stop();
  }
}, 120_000);
