import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '@tutti/testkit';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());

const API = '/api/v2';
const unique = (() => {
  let count = 0;
  return (name: string) => `${name} ${++count}`;
})();
const draft = (fields: object = {}) => ({
  name: unique('nightly'),
  taskType: 'shell_command',
  taskConfig: { command: 'echo hello' },
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 2 * * *' },
  ...fields,
});
const createSchedule = async (fields: object = {}) =>
  (await server.call('POST', `${API}/scheduler/schedules`, draft(fields))).body;
const createExecution = async (fields: object = {}) =>
  (
    await server.call('POST', `${API}/execution/executions`, {
      taskType: 'shell_command',
      taskConfig: { command: 'echo hello' },
      ...fields,
    })
  ).body;

test('a schedule is created, read, listed, changed, replaced and deleted', async () => {
  const created = await server.call('POST', `${API}/scheduler/schedules`, draft({ tags: ['crud'] }));
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ enabled: true, priority: 5, createdBy: 'local' });
  const path = `${API}/scheduler/schedules/${created.body.id}`;

  const read = await server.call('GET', path);
  expect(read.body).toEqual(created.body);

  const listed = await server.call('GET', `${API}/scheduler/schedules?tag=crud&recent=3`);
  expect(listed.body).toMatchObject({ total: 1, limit: 50, offset: 0, items: [{ id: created.body.id }] });

  const changed = await server.call('PATCH', path, { priority: 8 });
  expect(changed.body).toMatchObject({ priority: 8, tags: ['crud'] });

  const replaced = await server.call('PUT', path, draft({ description: 'new' }));
  expect(replaced.body).toMatchObject({ priority: 5, tags: [], description: 'new' });

  const deleted = await server.call('DELETE', path);
  expect(deleted).toMatchObject({ status: 204, body: '' });
  expect((await server.call('GET', path)).body.code).toBe('SCHEDULE_NOT_FOUND');
});

test('a schedule is triggered, disabled, enabled and duplicated', async () => {
  const { id } = await createSchedule();
  const path = `${API}/scheduler/schedules/${id}`;
  const triggered = await server.call('POST', `${path}/trigger`, {
    reason: 'to see',
    data: { n: 1 },
    priority: 9,
  });
  expect(triggered.status).toBe(202);
  const run = await server.call('GET', `${API}/execution/executions/${triggered.body.executionId}`);
  expect(run.body).toMatchObject({
    scheduleId: id,
    priority: 9,
    trigger: { kind: 'manual', reason: 'to see', data: { n: 1 } },
  });

  expect((await server.call('POST', `${path}/trigger`)).status).toBe(202);
  expect((await server.call('POST', `${path}/disable`)).body.enabled).toBe(false);
  expect((await server.call('POST', `${path}/enable`)).body.enabled).toBe(true);
  const copy = await server.call('POST', `${path}/duplicate`);
  expect(copy).toMatchObject({ status: 201, body: { enabled: false } });
});

test('slots of the past are backfilled and listed', async () => {
  const { id } = await createSchedule({ scheduleConfig: { cron: '0 * * * *' } });
  const path = `${API}/scheduler/schedules/${id}`;
  const until = new Date();
  const from = new Date(until.getTime() - 3 * 3_600_000);
  const filled = await server.call('POST', `${path}/backfill`, {
    from: from.toISOString(),
    until: until.toISOString(),
  });
  expect(filled).toMatchObject({ status: 202, body: { enqueued: 3, alreadyRun: 0, truncated: false } });
  const slots = await server.call('GET', `${path}/slots`);
  expect(slots.body.items).toHaveLength(3);
});

test('timings are previewed, and schedules applied by name', async () => {
  const preview = await server.call('POST', `${API}/scheduler/preview`, {
    scheduleType: 'cron',
    scheduleConfig: { cron: '0 9 * * *' },
    count: 2,
  });
  expect(preview.body.items).toHaveLength(2);
  const schedules = [draft()];
  const dry = await server.call('POST', `${API}/scheduler/apply`, { schedules, dryRun: true });
  expect(dry.body).toMatchObject({ dryRun: true, items: [{ action: 'create', id: null }] });
  const applied = await server.call('POST', `${API}/scheduler/apply`, { schedules });
  expect(applied.body).toMatchObject({ dryRun: false, items: [{ action: 'create' }] });
});

test('the scheduler is stopped and started', async () => {
  expect((await server.call('POST', '/api/v1/scheduler/stop')).body.running).toBe(false);
  expect((await server.call('GET', '/api/v1/scheduler/status')).body.running).toBe(false);
  expect((await server.call('POST', '/api/v1/scheduler/start')).body.running).toBe(true);
});

test('an event is emitted and listed', async () => {
  const before = (await server.call('GET', `${API}/events?limit=1`)).body.cursor;
  const emitted = await server.call('POST', `${API}/scheduler/trigger`, {
    event: 'order.paid',
    data: { orderId: 7 },
  });
  expect(emitted.status).toBe(202);
  await until(
    async () =>
      (await server.call('GET', `${API}/events?cursor=${before}&types=order.*`)).body.items.length === 1,
  );
});

test('an execution is enqueued, runs, and shows its log and attempts', async () => {
  const created = await server.call('POST', `${API}/execution/executions`, {
    taskType: 'shell_command',
    taskConfig: { command: 'echo out; echo err >&2' },
    tags: ['shown'],
  });
  expect(created.status).toBe(201);
  const path = `${API}/execution/executions/${created.body.executionId}`;
  await until(async () => (await server.call('GET', path)).body.status === 'completed');
  const logs = await server.call('GET', `${path}/logs`);
  expect(logs.body.items.map((chunk: { text: string }) => chunk.text).join('')).toContain('out');
  expect((await server.call('GET', `${path}/attempts`)).body.items).toMatchObject([
    { attempt: 1, outcome: 'completed' },
  ]);
  expect((await server.call('GET', `${API}/execution/executions/${created.body.id}`)).body.executionId).toBe(
    created.body.executionId,
  );
  expect(
    (await server.call('GET', `${API}/execution/executions?tag=shown&status=completed`)).body,
  ).toMatchObject({ total: 1 });
  expect((await server.call('GET', `${API}/execution/counts`)).body.completed.count).toBeGreaterThan(0);
});

test('an execution is cancelled', async () => {
  const { executionId } = await createExecution({ delayMs: 3_600_000 });
  const cancelled = await server.call('POST', `${API}/execution/executions/${executionId}/cancel`, {
    reason: 'changed my mind',
  });
  expect(cancelled.body.status).toBe('cancelled');
  const again = await server.call('POST', `${API}/execution/executions/${executionId}/cancel`);
  expect(again).toMatchObject({ status: 409, body: { code: 'EXECUTION_STATE_CONFLICT' } });
  expect(again.body.allowed).toEqual(expect.arrayContaining(['pending', 'running']));
});

test('the answer to an enqueue is what reading it back gives', async () => {
  const inputs = [
    { delayMs: 3_600_000, priority: 9, tags: ['a'], metadata: { b: 1 }, data: { c: 2 } },
    { runAt: new Date(Date.now() + 7_200_000).toISOString(), retryPolicy: 'none', timeoutMs: 5000 },
    {
      taskType: 'http_request',
      taskConfig: { url: 'http://127.0.0.1:9/' },
      runAt: '2099-01-01T00:00:00+02:00',
    },
    { taskType: 'nobody_does_this', taskConfig: { a: 1 }, idempotencyKey: 'only-once' },
    { taskType: 'nobody_does_this', taskConfig: {} },
  ];
  for (const input of inputs) {
    const { createdAt, scheduledAt, runAt, ...created } = await createExecution(input);
    const read = (await server.call('GET', `${API}/execution/executions/${created.executionId}`)).body;
    expect(read).toMatchObject(created);
    for (const [given, kept] of [
      [createdAt, read.createdAt],
      [scheduledAt, read.scheduledAt],
      [runAt, read.runAt],
    ]) {
      if (kept === null) expect(given).toBeNull();
      else expect(Math.abs(Date.parse(given) - Date.parse(kept))).toBeLessThan(1000);
    }
  }
});

test('the same idempotencyKey in a body gives the same execution', async () => {
  const [first, second] = [
    await createExecution({ idempotencyKey: 'k1' }),
    await createExecution({ idempotencyKey: 'k1' }),
  ];
  expect(second.executionId).toBe(first.executionId);
});

test('task types, health and readiness are told', async () => {
  const types = await server.call('GET', `${API}/execution/task-types`);
  expect(types.body.items.map((item: { taskType: string }) => item.taskType)).toEqual(
    expect.arrayContaining(['shell_command', 'http_request']),
  );
  for (const path of ['/health', '/api/health', '/api/v1/health', '/api/v2/health']) {
    expect(await server.call('GET', path)).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { database: { mode: 'external' } } },
    });
  }
  expect(await server.call('GET', '/ready')).toMatchObject({ status: 200, body: { ready: true } });
});

test('an address without a version means the newest, and each answer names its version', async () => {
  for (const [prefix, version] of [
    ['/api', '2'],
    ['/api/v2', '2'],
    ['/api/v1', '1'],
  ]) {
    const answer = await server.call('GET', `${prefix}/execution/executions?limit=1`);
    expect([answer.status, answer.headers.get('x-api-version')]).toEqual([200, version]);
  }
  expect((await server.call('GET', '/api/v1/execution/counts')).status).toBe(404);
});
