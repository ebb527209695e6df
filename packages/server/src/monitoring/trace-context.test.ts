import { startReceiver, until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const post = (path: string, body: object) => server.call('POST', `/api/v2${path}`, body, { traceparent });
const task = { taskType: 'shell_command', taskConfig: { command: 'true' } };
const hourly = { scheduleType: 'interval', scheduleConfig: { intervalMs: 3_600_000 } };
const traceOf = async (executionId: string): Promise<string | undefined> =>
  (await server.engine.executions.get(executionId)).trigger.traceparent;

/** The first execution of a schedule that runs for an event. */
async function runOf(name: string): Promise<string> {
  const [schedule] = (await server.engine.schedules.list({ text: name, limit: 1 })).items;
  const query = { scheduleId: schedule?.id as number, limit: 1 };
  const found = await until(async () => (await server.engine.executions.list(query)).items[0]);
  return found.executionId;
}

const onEvent = (name: string, event: string) =>
  post('/scheduler/schedules', { name, ...task, scheduleType: 'event', scheduleConfig: { event } });

test('a schedule triggered by hand, and a backfill, belong to the trace of their request', async () => {
  const { body } = await post('/scheduler/schedules', { name: 'hourly', ...task, ...hourly });
  const triggered = await post(`/scheduler/schedules/${body.id}/trigger`, {});
  expect(await traceOf(triggered.body.executionId)).toBe(traceparent);
  await server.database.query(`update task_schedules set created_at = now() - interval '1 day'`);
  const [from, until] = [2, 0].map((hours) => new Date(Date.now() - hours * 3_600_000).toISOString());
  const backfilled = await post(`/scheduler/schedules/${body.id}/backfill`, { from, until });
  expect(backfilled.body.executionIds.length).toBeGreaterThan(0);
  expect(await traceOf(backfilled.body.executionIds[0])).toBe(traceparent);
});

test('so does every item of a batch', async () => {
  const { body } = await post('/execution/batches', { items: [task, task] });
  for (const { executionId } of body.items) expect(await traceOf(executionId)).toBe(traceparent);
});

test('and what runs for an event, for what it causes in turn, and for a message from outside', async () => {
  await onEvent('first', 'order.paid');
  await onEvent('from-outside', 'webhook.received');
  await server.engine.schedules.create({
    name: 'second',
    ...task,
    taskConfig: { command: 'echo second' },
    scheduleType: 'event',
    scheduleConfig: { event: 'execution.completed', filter: { 'data.label': 'first' } },
  });
  await post('/scheduler/trigger', { event: 'order.paid', data: {} });
  expect(await traceOf(await runOf('first'))).toBe(traceparent);
  expect(await traceOf(await runOf('second'))).toBe(traceparent);
  const { items } = (await server.call('GET', '/api/v2/events?types=order.paid')).body;
  expect(items[0].traceparent).toBe(traceparent);

  const hook = await server.engine.incomingHooks.create({ name: 'in', verification: 'token' });
  const headers = { authorization: `Bearer ${hook.secret}`, traceparent };
  const received = await server.call('POST', '/api/v2/hooks/in', { a: 1 }, headers);
  expect(received.body).toMatchObject({ accepted: true });
  expect(await traceOf(await runOf('from-outside'))).toBe(traceparent);
});

test('a webhook tells its receiver, unless a header of its own says otherwise', async () => {
  const receiver = await startReceiver();
  try {
    await server.engine.webhooks.create({ name: 'out', url: receiver.url, events: ['parcel.*'] });
    await server.engine.webhooks.create({
      name: 'own',
      url: `${receiver.url}/own`,
      events: ['parcel.*'],
      headers: { traceparent: 'mine' },
    });
    await post('/scheduler/trigger', { event: 'parcel.sent', data: {} });
    await server.call('POST', '/api/v2/scheduler/trigger', { event: 'parcel.lost', data: {} });
    await until(() => receiver.received.length === 4);
    const told = receiver.received.map(({ headers, body }) => [
      JSON.parse(body).type as string,
      headers['traceparent'],
    ]);
    expect(told.toSorted()).toEqual([
      ['parcel.lost', undefined],
      ['parcel.lost', 'mine'],
      ['parcel.sent', traceparent],
      ['parcel.sent', 'mine'],
    ]);
  } finally {
    await receiver.close();
  }
});

test('a test of a webhook, and what is sent again, belong to who asks, else to what was sent first', async () => {
  const receiver = await startReceiver();
  try {
    const { id } = await server.engine.webhooks.create({
      name: 'again',
      url: receiver.url,
      events: ['train.*'],
    });
    const plain = (path: string) => server.call('POST', `/api/v2${path}`, {});
    const other = traceparent.replace('0af7', '1bf7');
    const heard = async (count: number) => {
      await until(() => receiver.received.length === count);
      return receiver.received.at(-1)?.headers['traceparent'];
    };
    await post('/scheduler/trigger', { event: 'train.left', data: {} });
    expect(await heard(1)).toBe(traceparent);
    const [first] = (await server.engine.webhooks.deliveries(id, { limit: 1 })).items;
    const again = `/webhooks/deliveries/${first?.id}/redeliver`;
    await plain(again);
    expect(await heard(2)).toBe(traceparent);
    await server.call('POST', `/api/v2${again}`, {}, { traceparent: other });
    expect(await heard(3)).toBe(other);
    await post(`/webhooks/${id}/test`, {});
    expect(await heard(4)).toBe(traceparent);
    await plain(`/webhooks/${id}/test`);
    expect(await heard(5)).toBeUndefined();
    await server.database.query(`update webhook_deliveries set status = 'failed' where webhook_id = $1`, [
      id,
    ]);
    await plain(`/webhooks/${id}/redeliver`);
    expect(await heard(6)).toBe(other);
  } finally {
    await receiver.close();
  }
});
