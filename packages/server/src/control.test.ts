import { until } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

const API = '/api/v2';
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());

const get = (path: string) => server.call('GET', API + path);
const post = (path: string, body?: unknown) => server.call('POST', API + path, body);
const patch = (path: string, body: unknown) => server.call('PATCH', API + path, body);
const enqueue = (fields: object = {}) =>
  post('/execution/executions', { taskType: 'shell_command', taskConfig: { command: 'true' }, ...fields });
const pending = async (): Promise<string> =>
  `/execution/executions/${(await enqueue({ delayMs: 3_600_000 })).body.id}`;
const statusOf = async (path: string, wanted: string): Promise<void> => {
  await until(async () => (await get(path)).body.status === wanted, { timeoutMs: 20_000, what: wanted });
};

describe('interventions', () => {
  test('pause, resume, priority, skip and retry, each noted', async () => {
    const path = await pending();
    expect((await post(`${path}/pause`, { reason: 'wait' })).body.status).toBe('paused');
    expect((await post(`${path}/pause`)).body).toMatchObject({
      status: 409,
      code: 'EXECUTION_STATE_CONFLICT',
      allowed: ['pending', 'running'],
    });
    expect((await patch(path, { priority: 10 })).body.priority).toBe(10);
    expect((await patch(path, { priority: 11 })).body.errors[0].field).toBe('priority');
    expect((await post(`${path}/resume`)).body.status).toBe('pending');
    expect((await post(`${path}/resume`)).body.allowed).toEqual(['paused']);
    expect((await post(`${path}/skip`, {})).body.errors[0].field).toBe('reason');
    expect((await post(`${path}/skip`, { reason: 'done' })).body).toMatchObject({
      status: 'skipped',
      skipReason: 'operator',
    });
    expect((await post(`${path}/skip`, { reason: 'done' })).body.allowed).toEqual(['pending', 'paused']);
    const retried = await post(`${path}/retry`, {
      reason: 'after all',
      taskConfig: { command: 'echo hi' },
      priority: 2,
    });
    expect(retried.body).toMatchObject({ priority: 2, taskConfig: { command: 'echo hi' } });
    await statusOf(path, 'completed');
    expect((await post(`${path}/retry`)).body.allowed).not.toContain('completed');
    const { items } = (await get(`${path}/interventions`)).body as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toEqual(['pause', 'priority', 'resume', 'skip', 'retry']);
    expect((await get(`${path}/report`)).body).toMatchObject({
      execution: { status: 'completed' },
      attempts: expect.arrayContaining([expect.objectContaining({ outcome: 'completed' })]),
      markdown: expect.stringContaining('## Interventions'),
    });
  });

  test('a retry whose config does not fit is refused with its field', async () => {
    const path = await pending();
    await post(`${path}/cancel`);
    const { body } = await post(`${path}/retry`, { taskConfig: { command: 7 } });
    expect(body).toMatchObject({ status: 400, code: 'TASK_CONFIG_INVALID' });
    expect(body.errors[0].field).toMatch(/command/);
  });

  test.each(['pause', 'resume', 'skip', 'retry', 'cancel'])('%s of what is not there', async (act) => {
    const { body } = await post(`/execution/executions/999999/${act}`, act === 'skip' ? { reason: 'x' } : {});
    expect(body).toMatchObject({ status: 404, code: 'EXECUTION_NOT_FOUND' });
  });

  test('nor its report, its history or its priority', async () => {
    expect((await get('/execution/executions/999999/report')).status).toBe(404);
    expect((await get('/execution/executions/999999/interventions')).status).toBe(404);
    expect((await patch('/execution/executions/999999', { priority: 1 })).status).toBe(404);
  });

  test('a running one is paused and goes on', async () => {
    const { body } = await enqueue({ taskConfig: { command: 'sleep 0.5; echo done' } });
    const path = `/execution/executions/${body.id}`;
    await statusOf(path, 'running');
    expect((await post(`${path}/pause`)).body.status).toBe('paused');
    expect((await post(`${path}/resume`)).status).toBe(200);
    await statusOf(path, 'completed');
  });
});

describe('queues', () => {
  test('take limits and give them up', async () => {
    await enqueue({ queue: 'lane', delayMs: 3_600_000 });
    const limits = { concurrencyLimit: 2, rate: { count: 100, periodMs: 60_000 }, depthLimit: 9 };
    expect((await patch('/queues/lane', limits)).body).toMatchObject({ name: 'lane', delayed: 1, ...limits });
    const none = { concurrencyLimit: null, rate: null, depthLimit: 0 };
    expect((await patch('/queues/lane', none)).body).toMatchObject(none);
    expect((await get('/queues')).body.items).toContainEqual(expect.objectContaining({ name: 'lane' }));
    expect((await patch('/queues/lane', {})).status).toBe(400);
    expect((await patch('/queues/lane', { concurrencyLimit: 0 })).body.errors[0].field).toBe(
      'concurrencyLimit',
    );
    for (const answer of [
      await get('/queues/nowhere'),
      await patch('/queues/nowhere', none),
      await post('/queues/nowhere/pause'),
    ])
      expect(answer.body).toMatchObject({ status: 404, code: 'QUEUE_NOT_FOUND' });
  });

  test('a paused queue starts nothing until it is resumed', async () => {
    await enqueue({ queue: 'held', delayMs: 3_600_000 });
    expect((await post('/queues/held/pause', { reason: 'later' })).body.paused).toMatchObject({
      by: 'local',
      reason: 'later',
    });
    const { body } = await enqueue({ queue: 'held' });
    await until(async () => (await get('/queues/held')).body.ready === 1, { timeoutMs: 20_000 });
    expect((await post('/queues/held/resume')).body.paused).toBeNull();
    await statusOf(`/execution/executions/${body.id}`, 'completed');
  });

  test('a full one refuses with 429 and says when to come back', async () => {
    await enqueue({ queue: 'full', delayMs: 3_600_000 });
    await post('/queues/full/pause');
    await patch('/queues/full', { depthLimit: 2 });
    const refused = await until(
      async () => {
        const answer = await enqueue({ queue: 'full' });
        return answer.status === 429 ? answer : undefined;
      },
      { timeoutMs: 20_000, intervalMs: 100 },
    );
    expect(refused.body).toMatchObject({ code: 'QUEUE_FULL', detail: expect.stringContaining('full') });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await patch('/queues/full', { depthLimit: 0 });
    await until(async () => (await enqueue({ queue: 'full' })).status === 201, { timeoutMs: 20_000 });
  });

  test('a stated cost is told, kept, and refused when it says nothing', async () => {
    const estimatedCost = { cpuCores: 0.25, memoryMb: 64 };
    const made = await enqueue({ estimatedCost });
    expect(made.body).toMatchObject({
      estimatedCost,
      waitingFor: 'a node with room for 0.25 cores and 64 MB',
    });
    await statusOf(`/execution/executions/${made.body.id}`, 'completed');
    expect((await get(`/execution/executions/${made.body.id}`)).body.estimatedCost).toEqual(estimatedCost);
    expect((await enqueue({ estimatedCost: {} })).body.errors[0]).toMatchObject({ field: 'estimatedCost' });
  });

  test('a key runs one at a time and shows who holds it', async () => {
    const key = { concurrencyKey: 'customer:42', concurrencyLimit: 1 };
    const first = await enqueue({ ...key, taskConfig: { command: 'sleep 30' } });
    const second = await enqueue(key);
    const path = `/execution/executions/${second.body.id}`;
    const state = await until(
      async () => {
        const { items } = (await get('/queue/keys?key=customer%3A42')).body;
        return items[0]?.waiting === 1 && items[0].slots[0]?.node ? items[0] : undefined;
      },
      { timeoutMs: 20_000 },
    );
    expect(state.slots).toMatchObject([
      { executionId: first.body.executionId, expiresAt: expect.any(String) },
    ]);
    await post(`/execution/executions/${first.body.id}/cancel`);
    await statusOf(path, 'completed');
    expect((await enqueue({ concurrencyLimit: 1 })).body.errors[0]).toMatchObject({
      field: 'concurrencyLimit',
    });
  });
});

test('a node tells what it was started with, where from, and no secrets', async () => {
  const { body } = await get('/settings/node');
  expect(body.node).toBe((await get('/health')).body.node);
  const names = body.items.map(({ name }: { name: string }) => name);
  expect(names).toContain('cpuLimit');
  expect(names).not.toContain('token');
});
