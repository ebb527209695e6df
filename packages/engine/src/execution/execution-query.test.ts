import { EXECUTION_STATUSES, type ExecutionStatus } from '@tutti/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, defineHandler } from '../index.ts';
import type { ExecutionListQuery } from '../execution-api.ts';
import { CLAIM, type ClaimedRow } from './execution-store.ts';

const { setup } = engineTests();

let t: Bundle;
let engine: Engine;
let scheduleId: number;
/** Names of the executions by their ids, in the order of creation. */
const names = new Map<string, string>();

/** One of each kind, made once: these tests only read. */
beforeAll(async () => {
  t = await setup();
  const { createEngine } = await import('../index.ts');
  const handlers = [
    defineHandler('ok', () => ({ fine: true })),
    defineHandler('bad', () => Promise.reject(new Error('the disk is full 100%')), { retryPolicy: 'none' }),
    defineHandler('retry', () => Promise.reject(new Error('try later')), {
      retryPolicy: { maxRetries: 3, initialDelayMs: 600_000, maxDelayMs: 600_000, multiplier: 1, jitter: 0 },
    }),
    defineHandler(
      'slow',
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
      { retryPolicy: 'none' },
    ),
    defineHandler('nap', (run) => run.sleep(600_000)),
    defineHandler('wait', (run) => run.waitForEvent('order.paid')),
  ];
  engine = await createEngine({ database: t.database, migrate: false, node: 'reader', handlers });
  const add = async (name: string, taskType: string, extra: object = {}): Promise<string> => {
    const { executionId } = await engine.executions.enqueue({ taskType, ...extra });
    names.set(executionId, name);
    return executionId;
  };
  await add('completed', 'ok', { tags: ['blue', 'big'], taskConfig: { command: 'echo 50%_done' } });
  await add('failed', 'bad', { taskConfig: { url: 'https://example.org/x' } });
  await add('timeout', 'slow', { timeoutMs: 5 });
  await add('retrying', 'retry', { queue: 'other' });
  await add('sleeping', 'nap', { tags: ['blue'] });
  await add('waiting', 'wait');
  await engine.processOnce();
  const cancelled = await add('cancelled', 'ok');
  await engine.executions.cancel(cancelled, { reason: 'never mind' });
  await add('scheduled', 'ok', { delayMs: 600_000 });
  await add('queued', 'unhandled');
  await add('running', 'elsewhere');
  await t.rows<ClaimedRow>(CLAIM.text, [['elsewhere'], 1, 'other-node', 600_000]);
  const schedule = await engine.schedules.create({
    name: 'Nightly backup',
    taskType: 'unhandled',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 86_400_000 },
  });
  scheduleId = schedule.id;
  names.set((await engine.schedules.trigger(scheduleId, { reason: 'by hand' })).executionId, 'triggered');
  await engine.stop();
  engine = await createEngine({ database: t.database, migrate: false, node: 'reader', handlers });
  return () => engine.stop();
});

async function list(query: Partial<ExecutionListQuery> = {}): Promise<string[]> {
  const { items, total } = await engine.executions.list({ limit: 50, ...query });
  if (query.offset === undefined && query.cursor === undefined && query.limit === undefined)
    expect(total).toBe(items.length);
  return items.map(({ executionId }) => names.get(executionId) ?? '?');
}
const ALL = [
  'completed',
  'failed',
  'timeout',
  'retrying',
  'sleeping',
  'waiting',
  'cancelled',
  'scheduled',
  'queued',
  'running',
  'triggered',
];

test('the newest come first, or the oldest', async () => {
  expect(await list()).toEqual(ALL.toReversed());
  expect(await list({ order: 'asc' })).toEqual(ALL);
});

describe('filters', () => {
  test.each<[Partial<ExecutionListQuery>, string[]]>([
    [{ status: ['completed'] }, ['completed']],
    [{ status: ['failed', 'timeout'] }, ['timeout', 'failed']],
    [{ status: ['running'] }, ['running']],
    [{ status: ['pending'] }, ['triggered', 'queued', 'scheduled', 'waiting', 'sleeping', 'retrying']],
    [{ status: ['cancelled', 'running'] }, ['running', 'cancelled']],
    [{ status: ['paused'] }, []],
    [{ status: ['skipped'] }, []],
    [{ phase: ['sleeping'] }, ['sleeping']],
    [{ phase: ['waiting', 'retrying'] }, ['waiting', 'retrying']],
    [{ phase: ['scheduled'] }, ['scheduled']],
    [{ phase: ['queued'] }, ['triggered', 'queued']],
    [{ phase: ['queued'], status: ['completed'] }, []],
    [{ phase: ['queued'], status: ['pending'] }, ['triggered', 'queued']],
    [{ queue: 'other' }, ['retrying']],
    [{ queue: 'absent' }, []],
    [{ node: 'other-node' }, ['running']],
    [{ node: 'reader', status: ['failed'] }, ['failed']],
    [{ node: 'absent' }, []],
    [{ type: 'ok' }, ['scheduled', 'cancelled', 'completed']],
    [{ tag: 'blue' }, ['sleeping', 'completed']],
    [{ tag: 'blu' }, []],
    [{ text: '50%_d' }, ['completed']],
    [{ text: '%' }, ['failed', 'completed']],
    [{ text: '_' }, ['completed']],
    [{ text: 'EXAMPLE.org' }, ['failed']],
    [{ text: 'disk is full' }, ['failed']],
    [{ text: 'never mind' }, ['cancelled']],
    [{ text: 'try later' }, ['retrying']],
    [{ text: 'nightly' }, ['triggered']],
    [{ text: "'; drop table events; --" }, []],
    [{ text: '\\' }, []],
    [{ text: '' }, ALL.toReversed()],
    [{ from: '2020-01-01T00:00:00Z' }, ALL.toReversed()],
    [{ until: '2020-01-01T00:00:00Z' }, []],
    [{ type: 'ok', tag: 'big', status: ['completed'] }, ['completed']],
    [{ node: 'reader' }, ['timeout', 'failed', 'completed']],
    [{ node: 'other-node' }, ['running']],
    [{ node: 'nobody' }, []],
    [{ batchId: '01900000-0000-7000-8000-000000000000' }, []],
  ])('%j: %j', async (query, wanted) => {
    expect(await list(query)).toEqual(wanted);
    // A search that is given time finds the same.
    const searched = await engine.executions.list({ limit: 50, searchMs: 10_000, ...query });
    expect(searched.items.map(({ executionId }) => names.get(executionId))).toEqual(wanted);
    expect(searched).toMatchObject({ total: wanted.length, nextCursor: null });
    // A list, its counts and what a bulk would reach never disagree.
    expect((await engine.batches.preview(query)).matched).toBe(wanted.length);
    const { status, ...others } = query;
    const counts = await engine.executions.counts(others);
    const chosen: readonly ExecutionStatus[] = status ?? EXECUTION_STATUSES;
    const sum = chosen.reduce((total, each) => total + counts[each].count, 0);
    expect(sum).toBe(wanted.length);
    expect(await engine.executions.counts({ ...others, searchMs: 10_000 })).toEqual(counts);
    expect(await engine.executions.facets({ ...query, searchMs: 10_000 })).toEqual(
      await engine.executions.facets(query),
    );
  });

  test('a text may be the number or the UUID of one', async () => {
    const { items } = await engine.executions.list({ limit: 50, type: 'retry' });
    const [one] = items as [(typeof items)[0]];
    for (const text of [`#${one.id}`, one.executionId, one.executionId.toUpperCase()])
      expect(await list({ text })).toEqual(['retrying']);
    for (const text of [String(one.id), '#0', '#', `#${'9'.repeat(16)}`, one.executionId.slice(1)])
      expect(await list({ text })).toEqual([]);
  });

  test('by schedule', async () => expect(await list({ scheduleId })).toEqual(['triggered']));

  test('by time: enqueued at or after, and before', async () => {
    const [, , third] = [...names.keys()];
    const { rows } = {
      rows: await t.rows<{ at: Date }>(
        'select created_at as at from task_executions where execution_id = $1',
        [third],
      ),
    };
    const at = new Date((rows[0]?.at as Date).getTime() - 5000).toISOString();
    expect((await list({ from: at })).length).toBe(ALL.length);
    expect(await list({ until: at })).toEqual([]);
  });
});

describe('pages', () => {
  test.each([1, 2, 3, 5, 50])('cursors of %i lead through all of them, each once', async (limit) => {
    for (const order of ['desc', 'asc'] as const) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Awaited<ReturnType<Engine['executions']['list']>> = await engine.executions.list({
          limit,
          order,
          cursor,
        });
        expect(page).toMatchObject({ total: ALL.length, limit, offset: 0 });
        seen.push(...page.items.map(({ executionId }) => names.get(executionId) as string));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(order === 'asc' ? ALL : ALL.toReversed());
    }
  });

  test('offsets work as well', async () => {
    expect(await list({ limit: 3, offset: 2, order: 'asc' })).toEqual(ALL.slice(2, 5));
    expect(await list({ limit: 3, offset: 10, order: 'asc' })).toEqual(ALL.slice(10));
    expect(await list({ limit: 3, offset: 100 })).toEqual([]);
  });

  test('a cursor is refused that is none', async () => {
    await expect(engine.executions.list({ limit: 1, cursor: 'next please' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'cursor' }],
    });
  });
});

test('counts by status', async () => {
  const counts = await engine.executions.counts({});
  const wanted: Record<ExecutionStatus, number> = {
    pending: 6,
    running: 1,
    paused: 0,
    completed: 1,
    failed: 1,
    timeout: 1,
    cancelled: 1,
    skipped: 0,
  };
  expect(counts).toEqual(
    Object.fromEntries(Object.entries(wanted).map(([status, count]) => [status, { count, capped: false }])),
  );
  expect((await engine.executions.counts({ scheduleId })).pending.count).toBe(1);
  expect((await engine.executions.counts({ scheduleId: 999 })).pending.count).toBe(0);
});

test('facets: the values there are, each with how many it would leave', async () => {
  const all = await engine.executions.facets({});
  expect(all.sampled).toBe(false);
  expect(all.queue).toEqual([
    { value: 'default', count: 10 },
    { value: 'other', count: 1 },
  ]);
  expect(all.type[0]).toEqual({ value: 'ok', count: 3 });
  expect(all.tag).toEqual([
    { value: 'blue', count: 2 },
    { value: 'big', count: 1 },
  ]);
  expect(all.schedule).toEqual([{ value: String(scheduleId), count: 1 }]);
  expect(all.node).toContainEqual({ value: 'other-node', count: 1 });
  expect(all.phase).toContainEqual({ value: 'queued', count: 2 });
  for (const { value, count } of all.type) expect(await list({ type: value })).toHaveLength(count);
  const narrowed = await engine.executions.facets({ queue: 'other', status: ['pending'] });
  expect(narrowed.type).toEqual([{ value: 'retry', count: 1 }]);
  // Its own value does not narrow a facet: one can change it.
  expect(narrowed.queue.map(({ value }) => value)).toEqual(['default', 'other']);
});

test('what a pending one waits for, in words', async () => {
  const words = (await engine.executions.list({ limit: 50, status: ['pending'], order: 'asc' })).items.map(
    ({ phase, waitingFor }) => `${phase}: ${waitingFor}`,
  );
  expect(words).toEqual([
    'retrying: attempt 2 of 4',
    'sleeping: the end of a sleep',
    'waiting: event order.paid',
    'scheduled: its time',
    'queued: a worker that handles unhandled',
    'queued: a worker that handles unhandled',
  ]);
});

test('labels tell one from the other', async () => {
  const labels = (await engine.executions.list({ limit: 50, order: 'asc' })).items.map(({ label }) => label);
  expect(labels).toEqual([
    'echo 50%_done',
    'https://example.org/x',
    'slow',
    'retry',
    'nap',
    'wait',
    'ok',
    'ok',
    'unhandled',
    'elsewhere',
    'Nightly backup',
  ]);
});

test.each([
  'nope',
  '',
  '0x10',
  '1.5',
  '-1',
  '999999999999999',
  '99999999999999999999',
  '01900000-0000-7000-8000-000000000000',
  "1' or '1'='1",
])('there is no execution %j', async (key) => {
  await expect(engine.executions.get(key)).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
  await expect(engine.executions.attempts(key)).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
  await expect(engine.executions.cancel(key)).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
});

test('task types are described with the schema of their config', async () => {
  const { z } = await import('zod');
  const typed = await t.engine({
    handlers: [
      defineHandler('typed', () => 1, {
        description: 'A typed one',
        timeoutMs: 5,
        retryPolicy: 'none',
        config: z.strictObject({ n: z.int().min(1) }),
      }),
    ],
  });
  const info = typed.executions.taskTypes().find(({ taskType }) => taskType === 'typed');
  expect(info).toMatchObject({
    description: 'A typed one',
    timeoutMs: 5,
    retryPolicy: 'none',
    configSchema: { type: 'object', required: ['n'], additionalProperties: false },
  });
  await expect(
    typed.executions.enqueue({ taskType: 'typed', taskConfig: { n: 0, x: 1 } }),
  ).rejects.toMatchObject({
    code: 'TASK_CONFIG_INVALID',
    errors: [{ field: 'taskConfig.n' }, { field: 'taskConfig.x' }],
  });
  await expect(
    typed.executions.enqueueMany([{ taskType: 'typed', taskConfig: { n: 1 } }, { taskType: 'typed' }]),
  ).rejects.toMatchObject({ code: 'TASK_CONFIG_INVALID', errors: [{ field: '1.taskConfig.n' }] });
});

test('more than ten thousand are counted as more', async () => {
  await t.rows(`
    insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, completed_at, task_config, created_at)
    select 1000000 + n, gen_random_uuid(), 'default', 'old', 5, 'completed', 1, 0, now(), now(), '{}', now() from generate_series(1, 10050) n`);
  const page = await engine.executions.list({ limit: 1, type: 'old' });
  expect(page).toMatchObject({ total: 10_000, totalIsEstimate: true });
  expect((await engine.executions.counts({})).completed).toEqual({ count: 10_000, capped: true });
  await t.rows(`delete from execution_history where task_type = 'old'`);
});
