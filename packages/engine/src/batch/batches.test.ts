import { once } from 'node:events';
import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { TaskFailure, defineHandler } from '../index.ts';

const { setup } = engineTests();
const NEVER = 'none' as const;
const ALL = { limit: 10_000, offset: 0 };
const echo = defineHandler('echo', ({ taskConfig }) => taskConfig, { retryPolicy: NEVER });
const fail = defineHandler(
  'fail',
  () => {
    throw new TaskFailure('NO', 'not today', { permanent: true });
  },
  { retryPolicy: NEVER },
);

test('a batch is accepted whole, and tells of each item with its result', async () => {
  const { started } = await setup();
  const engine = await started({ handlers: [echo, fail] });
  const { batchId } = await engine.batches.create(
    {
      items: [
        { taskType: 'echo', taskConfig: { n: 1 } },
        { taskType: 'fail' },
        { taskType: 'echo', taskConfig: { n: 3 } },
      ],
    },
    { actor: 'ana' },
  );
  const batch = await until(async () => {
    const found = await engine.batches.get(batchId, ALL);
    return found.status === 'running' ? undefined : found;
  });
  expect(batch).toMatchObject({
    status: 'failed',
    total: 3,
    ended: 3,
    counts: { completed: 2, failed: 1 },
    createdBy: 'ana',
  });
  expect(batch.items).toMatchObject([
    { index: 0, status: 'completed', result: { n: 1 } },
    { index: 1, status: 'failed', error: { code: 'NO' } },
    { index: 2, status: 'completed', result: { n: 3 } },
  ]);
  expect((await engine.batches.get(batchId, { limit: 1, offset: 2 })).items).toMatchObject([{ index: 2 }]);
  await expect(engine.batches.get('019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e', ALL)).rejects.toMatchObject({
    code: 'BATCH_NOT_FOUND',
  });
});

test('one bad item refuses all, and is named', async () => {
  const { engine: node, row } = await setup();
  const engine = await node({ refuseUnknownTasks: true });
  const items = [{ taskType: 'shell_command', taskConfig: { command: 'true' } }, { taskType: 'nonsense' }];
  await expect(engine.batches.create({ items })).rejects.toMatchObject({
    code: 'TASK_TYPE_UNKNOWN',
    errors: [{ field: 'items.1.taskType' }],
  });
  await expect(engine.batches.create({ items: [] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  const parallel = { items: items.slice(0, 1), options: { parallel: false, maxConcurrent: 2 } };
  await expect(engine.batches.create(parallel)).rejects.toMatchObject({
    errors: [{ field: 'options.maxConcurrent' }],
  });
  expect(await row(`select count(*)::int as n from live_executions`)).toEqual({ n: 0 });
});

test('failFast cancels what has not ended, what runs too', async () => {
  const { started } = await setup();
  const wait = defineHandler('wait', async ({ signal }) => {
    // One that was claimed just before the batch ended is cancelled before it begins.
    if (!signal.aborted) await once(signal, 'abort');
  });
  const engine = await started({ handlers: [fail, wait], maxConcurrent: 2 });
  const items = [
    { taskType: 'wait' },
    ...Array.from({ length: 20 }, () => ({ taskType: 'wait' })),
    { taskType: 'fail', priority: 10 },
  ];
  const { batchId } = await engine.batches.create({ items, options: { failFast: true } });
  const batch = await until(async () => {
    const found = await engine.batches.get(batchId, ALL);
    return found.status === 'running' ? undefined : found;
  });
  expect(batch).toMatchObject({
    status: 'cancelled',
    counts: { failed: 1, cancelled: 21 },
    cancelReason: 'item 21 of its batch did not complete',
  });
});

test('maxConcurrent holds over the fleet', async () => {
  const { started } = await setup();
  let running = 0;
  let most = 0;
  const busy = defineHandler('busy', async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
  });
  const [engine] = [
    await started({ handlers: [busy], maxConcurrent: 10 }),
    await started({ handlers: [busy], maxConcurrent: 10 }),
  ];
  const items = Array.from({ length: 12 }, () => ({ taskType: 'busy' }));
  const { batchId, maxConcurrent } = await engine.batches.create({ items, options: { maxConcurrent: 2 } });
  expect(maxConcurrent).toBe(2);
  await until(async () => (await engine.batches.get(batchId, ALL)).status === 'completed', {
    timeoutMs: 15_000,
  });
  expect(most).toBe(2);
});

test('a key that was used before brings its execution into the batch', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const item = { taskType: 'echo', idempotencyKey: 'once' };
  const { executionId } = await engine.executions.enqueue(item);
  const batch = await engine.batches.create({ items: [{ taskType: 'echo' }, item] });
  expect(batch.items[1]?.executionId).toBe(executionId);
  expect(batch.total).toBe(2);
});

test('ten thousand are one commit', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const items = Array.from({ length: 10_000 }, (_, n) => ({ taskType: 'echo', taskConfig: { n } }));
  const batch = await engine.batches.create({ items });
  expect(batch).toMatchObject({ total: 10_000, ended: 0, counts: { pending: 10_000 } });
  expect(batch.items).toHaveLength(500);
  const bulk = await engine.batches.act({
    action: 'cancel',
    filter: { status: ['pending'], type: 'echo' },
    reason: 'enough',
  });
  expect(bulk).toMatchObject({ matched: 10_000, done: 10_000, refused: 0, truncated: false });
  expect(await engine.batches.get(batch.batchId, ALL)).toMatchObject({
    status: 'failed',
    counts: { cancelled: 10_000 },
  });
}, 60_000);

test('a preview counts what a filter reaches; acting on its ids reaches exactly these', async () => {
  const { started } = await setup();
  const engine = await started({ handlers: [echo], roles: [] });
  const later = { taskType: 'echo', delayMs: 600_000 };
  const batch = await engine.batches.create({ items: [later, later, later] });
  await engine.executions.enqueue(later);
  const filter = { batchId: batch.batchId, status: ['pending' as const] };
  const preview = await engine.batches.preview(filter);
  expect(preview).toMatchObject({ matched: 3, counts: { pending: 3 }, truncated: false });
  expect(preview.ids).toHaveLength(3);
  expect((await engine.batches.preview({})).matched).toBe(4);
  await engine.executions.enqueue(later);
  const ids = preview.ids.map(String);
  expect(await engine.batches.act({ action: 'cancel', ids })).toMatchObject({ matched: 3, done: 3 });
  expect(await engine.batches.preview(filter)).toMatchObject({ matched: 0, counts: {}, ids: [] });
  expect((await engine.executions.counts({})).pending.count).toBe(2);
});

test('one act on many tells of each, and is audited as one beside them', async () => {
  const { started, reached, row } = await setup();
  const engine = await started({ handlers: [echo, fail], roles: ['worker'] });
  const done = await engine.executions.enqueue({ taskType: 'echo' });
  const failed = await engine.executions.enqueue({ taskType: 'fail' });
  await reached(engine, done.executionId, 'completed');
  await reached(engine, failed.executionId, 'failed');
  const later = await engine.executions.enqueue({ taskType: 'echo', delayMs: 600_000 });
  const act = (action: 'cancel' | 'pause' | 'resume' | 'retry', ids: string[]) =>
    engine.batches.act({ action, ids }, { actor: 'ana' });
  expect(await act('pause', [later.executionId, String(done.id), '999999'])).toMatchObject({
    matched: 3,
    done: 1,
    refused: 2,
    items: [
      { key: later.executionId, outcome: 'done' },
      {
        outcome: 'refused',
        code: 'EXECUTION_STATE_CONFLICT',
        message: 'It is completed, from which pause does not lead on.',
      },
      { key: '999999', executionId: null, code: 'EXECUTION_NOT_FOUND' },
    ],
  });
  expect((await engine.executions.get(later.executionId)).status).toBe('paused');
  expect(await act('resume', [later.executionId])).toMatchObject({ done: 1 });
  expect(await act('retry', [failed.executionId])).toMatchObject({ done: 1 });
  const priority = { action: 'priority' as const, ids: [later.executionId], priority: 9 };
  expect(await engine.batches.act(priority)).toMatchObject({ done: 1 });
  expect((await engine.executions.get(later.executionId)).priority).toBe(9);
  const skip = { action: 'skip' as const, ids: [later.executionId] };
  await expect(engine.batches.act(skip)).rejects.toMatchObject({
    errors: [{ field: 'reason', message: 'is needed to skip' }],
  });
  expect(await engine.batches.act({ ...skip, reason: 'not today' })).toMatchObject({ done: 1 });
  await expect(engine.batches.act({ action: 'cancel', filter: {} })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  const audited = await row<{ n: number }>(
    `select count(*)::int as n from audit_log where action = 'executions.bulk_pause' and actor = 'ana'`,
  );
  expect(audited.n).toBe(1);
});
