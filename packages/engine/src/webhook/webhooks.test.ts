import { type Received, startReceiver, until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { type Engine, completed } from '../index.ts';

const { setup } = engineTests();
const QUICK = { maxRetries: 1, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 };
const NEVER = { ...QUICK, maxRetries: 0 };

async function receiving() {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return receiver;
}

/** By the web's crypto, apart from what signs. */
async function signatureFits({ headers, body }: Received, secret: string): Promise<boolean> {
  const raw = Uint8Array.from(atob(secret.replace('whsec_', '')), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const checks = String(headers['webhook-signature'])
    .split(' ')
    .map((part) => {
      const mac = Uint8Array.from(atob(part.replace('v1,', '')), (letter) => letter.charCodeAt(0));
      return crypto.subtle.verify('HMAC', key, mac, new TextEncoder().encode(signed));
    });
  return (await Promise.all(checks)).includes(true);
}

const ended = (engine: Engine, id: number, count = 1) =>
  until(async () => {
    const { items } = await engine.webhooks.deliveries(id, { limit: 50 });
    return items.length === count && items.every(({ status }) => status !== 'pending') ? items : undefined;
  });

test('an event reaches its subscribers once, signed, and stands in the log', async () => {
  const { started, reached } = await setup();
  const receiver = await receiving();
  const [engine, other] = [await started(), await started()];
  const hook = await engine.webhooks.create({
    name: 'shop',
    url: `${receiver.url}/in?key=secret`,
    events: ['order.*'],
    filter: { 'data.total': { gte: 10 } },
    headers: { authorization: 'Bearer abc' },
  });
  expect(hook.secret).toMatch(/^whsec_/);
  expect(hook.headers).toEqual({ authorization: '********' });
  for (const total of [5, 10, 20]) await other.events.emit({ event: 'order.paid', data: { total } });
  await other.events.emit({ event: 'user.left', data: { total: 99 } });
  const deliveries = await ended(engine, hook.id, 2);
  expect(receiver.received).toHaveLength(2);
  const bodies = receiver.received.map(({ body }) => JSON.parse(body));
  expect(bodies.map(({ data }) => data.total).toSorted()).toEqual([10, 20]);
  expect(bodies[0]).toMatchObject({ type: 'order.paid', depth: 0 });
  for (const one of receiver.received) {
    expect(await signatureFits(one, hook.secret)).toBe(true);
    expect(one.headers['authorization']).toBe('Bearer abc');
  }
  expect(deliveries).toHaveLength(2);
  expect(deliveries[0]).toMatchObject({
    status: 'delivered',
    attempts: 1,
    response: { status: 200, body: 'noted' },
    request: { url: `${receiver.url}/in`, headers: { authorization: '********' } },
  });
  expect((await engine.webhooks.get(hook.id)).lastDeliveredAt).not.toBeNull();
  const execution = await reached(engine, deliveries[0]?.executionId as string, 'completed');
  expect(execution).toMatchObject({ taskType: 'webhook_delivery', queue: 'webhooks', status: 'completed' });
});

test('what happened before a webhook was there, or while it was disabled, is not delivered', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  const engine = await started();
  await engine.events.emit({ event: 'a.before' });
  const { id } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['*'] });
  await engine.events.emit({ event: 'a.first' });
  await until(() => receiver.received.length === 1);
  await engine.webhooks.update(id, { enabled: false });
  await engine.events.emit({ event: 'a.unheard' });
  await engine.webhooks.update(id, { enabled: true });
  await engine.events.emit({ event: 'a.second' });
  await until(() => receiver.received.length === 2);
  expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(['a.first', 'a.second']);
});

test('a failed delivery is tried again, and its deliveries never make deliveries', async () => {
  const { started, rows } = await setup();
  const receiver = await receiving();
  receiver.answers = 503;
  const engine = await started();
  const { id } = await engine.webhooks.create({
    name: 'all',
    url: receiver.url,
    events: ['*'],
    retryPolicy: QUICK,
  });
  await engine.events.emit({ event: 'order.paid' });
  const [delivery] = await ended(engine, id);
  expect(delivery).toMatchObject({
    status: 'failed',
    attempts: 2,
    response: { status: 503 },
    error: { code: 'HTTP_STATUS' },
  });
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  // All that the failure brought about has been read, and none of it was delivered.
  await until(async () => (await engine.webhooks.get(id)).consecutiveFailures === 1);
  await engine.events.emit({ event: 'order.second' });
  await until(async () => (await engine.webhooks.get(id)).consecutiveFailures === 2);
  const types = await rows<{ event_type: string }>(`select event_type from webhook_deliveries order by id`);
  expect(types.map((row) => row.event_type)).toEqual(['order.paid', 'order.second']);
});

test('twenty failures in a row disable a webhook; a success forgets them; enabling starts anew', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  receiver.answers = 500;
  const engine = await started({ maxConcurrent: 30 });
  const { id } = await engine.webhooks.create({
    name: 'x',
    url: receiver.url,
    events: ['a.b'],
    retryPolicy: NEVER,
  });
  // Its breaker would hold deliveries back after the fifth.
  const { origin } = new URL(receiver.url);
  await engine.breakers.configure(origin, { failuresInARow: 1000, minCalls: 1000 });
  const fail = async (count: number, total: number): Promise<void> => {
    for (let n = 0; n < count; n++) await engine.events.emit({ event: 'a.b', data: { n } });
    await until(async () => (await engine.webhooks.get(id)).consecutiveFailures === total);
  };
  await fail(19, 19);
  receiver.answers = 200;
  await engine.events.emit({ event: 'a.b' });
  await until(async () => (await engine.webhooks.get(id)).consecutiveFailures === 0);
  receiver.answers = 500;
  await fail(20, 20);
  const disabled = await until(async () => {
    const hook = await engine.webhooks.get(id);
    return hook.enabled ? undefined : hook;
  });
  expect(disabled.disabledReason).toMatch(/^20 deliveries in a row failed; the last: POST .* answered 500/);
  // What is appended can be read once every older transaction has ended.
  await expect
    .poll(async () => (await engine.events.list({ types: ['webhook.disabled'], limit: 10 })).items)
    .toMatchObject([{ data: { id, name: 'x', failures: 20 } }]);
  const enabled = await engine.webhooks.update(id, { enabled: true });
  expect(enabled).toMatchObject({ enabled: true, disabledReason: null, consecutiveFailures: 0 });
});

test('a receiver that says 410 is not asked again', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  receiver.answers = 410;
  const engine = await started();
  const { id } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['a.b'] });
  await engine.events.emit({ event: 'a.b' });
  expect(await ended(engine, id)).toMatchObject([{ status: 'failed', attempts: 1 }]);
  expect(await engine.webhooks.get(id)).toMatchObject({
    enabled: false,
    disabledReason: 'the receiver answered 410 Gone',
  });
});

test('a rotated secret overlaps with the one before, and then does not', async () => {
  const { started, database } = await setup();
  const receiver = await receiving();
  const engine = await started();
  const { id, secret: old } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['a.b'] });
  const { secret, previousSecretUntil } = await engine.webhooks.rotate(id, { overlapMs: 60_000 });
  expect(secret).not.toBe(old);
  expect(Date.parse(previousSecretUntil as string)).toBeGreaterThan(Date.now());
  await engine.webhooks.test(id);
  const first = await until(() => receiver.received[0]);
  expect([await signatureFits(first, secret), await signatureFits(first, old)]).toEqual([true, true]);
  await database.query(`update webhooks set previous_secret_until = now() - interval '1 s'`);
  await engine.webhooks.test(id);
  const second = await until(() => receiver.received[1]);
  expect([await signatureFits(second, secret), await signatureFits(second, old)]).toEqual([true, false]);
});

test('a test and a redelivery go to a disabled webhook, too; a redelivery keeps its message id', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  const engine = await started();
  const { id } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['a.b'] });
  await engine.events.emit({ event: 'a.b', data: { n: 1 } });
  const [delivery] = await ended(engine, id);
  await engine.webhooks.update(id, { enabled: false });
  expect(await engine.webhooks.redeliver(delivery?.id as number)).toMatchObject({
    kind: 'redelivery',
    status: 'pending',
  });
  expect(await engine.webhooks.test(id)).toMatchObject({ kind: 'test', eventType: 'webhook.tested' });
  await until(() => receiver.received.length === 3);
  const [first, ...later] = receiver.received;
  const again = later.find(({ body }) => JSON.parse(body).type === 'a.b');
  expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(again?.body).toBe(first?.body);
  await expect(engine.webhooks.redeliver(999_999)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
});

test('what failed is sent again once, and not what has arrived since', async () => {
  const { started, rows } = await setup();
  const receiver = await receiving();
  receiver.answers = 400;
  const engine = await started();
  const { id } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['a.*'] });
  for (const event of ['a.first', 'a.second', 'a.third']) await engine.events.emit({ event });
  const failed = await ended(engine, id, 3);
  expect(failed.every(({ status }) => status === 'failed')).toBe(true);
  const third = failed.find(({ eventType }) => eventType === 'a.third');
  // It fails twice: once more is enough for it, too.
  await engine.webhooks.redeliver(failed.find(({ eventType }) => eventType === 'a.first')?.id as number);
  await ended(engine, id, 4);
  receiver.answers = 200;
  await engine.webhooks.redeliver(third?.id as number);
  await ended(engine, id, 5);
  const since = new Date(Date.now() + 60_000).toISOString();
  expect(await engine.webhooks.redeliverFailed(id, { since })).toEqual({ redelivered: 0, remaining: 0 });
  expect(await engine.webhooks.redeliverFailed(id, { dryRun: true })).toEqual({
    redelivered: 0,
    remaining: 2,
  });
  expect(await engine.webhooks.redeliverFailed(id)).toEqual({ redelivered: 2, remaining: 0 });
  const all = await ended(engine, id, 7);
  expect(
    all
      .filter(({ status }) => status === 'delivered')
      .map(({ eventType }) => eventType)
      .toSorted(),
  ).toEqual(['a.first', 'a.second', 'a.third']);
  expect(await engine.webhooks.redeliverFailed(id)).toEqual({ redelivered: 0, remaining: 0 });
  const acts = await rows<{ after: object }>(
    `select after from audit_log where action = 'webhook.redelivered' order by id desc limit 1`,
  );
  expect(acts).toEqual([{ after: { redelivered: 2, since: null } }]);
  await expect(engine.webhooks.redeliverFailed(999)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
});

test('an address that requests may not reach is refused where it is connected to', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  const engine = await started({ httpAllow: [] });
  const { id } = await engine.webhooks.create({ name: 'x', url: receiver.url, events: ['a.b'] });
  await engine.webhooks.test(id);
  expect(await ended(engine, id)).toMatchObject([{ status: 'failed', error: { code: 'ADDRESS_REFUSED' } }]);
  expect(receiver.received).toEqual([]);
});

test('a webhook that is deleted takes its deliveries along, and what is under way ends quietly', async () => {
  const { started, engine: node, reached } = await setup();
  const receiver = await receiving();
  const idle = await node();
  const { id } = await idle.webhooks.create({ name: 'x', url: receiver.url, events: ['a.b'] });
  const { executionId } = await idle.webhooks.test(id);
  await idle.webhooks.delete(id);
  const engine = await started();
  const execution = await reached(engine, executionId as string, 'completed');
  expect(execution.result).toEqual({ delivered: false, reason: 'the webhook was deleted' });
  await expect(engine.webhooks.get(id)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
});

test('bad fields are named; names are unique; a hidden header value is kept; a stale edit is refused', async () => {
  const { engine: node, row } = await setup();
  const { webhooks } = await node();
  await expect(webhooks.create({ name: 'x', url: 'ftp://x', events: [] })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'url' }, { field: 'events' }],
  });
  const made = await webhooks.create({
    name: 'x',
    url: 'http://x.test',
    events: ['*'],
    headers: { a: '1', b: '2' },
  });
  await expect(webhooks.create({ name: 'x', url: 'http://x.test', events: ['*'] })).rejects.toMatchObject({
    code: 'WEBHOOK_NAME_TAKEN',
  });
  await webhooks.update(made.id, { headers: { a: '********', b: '3' } }, { ifMatch: made.updatedAt });
  expect((await row<{ headers: object }>(`select headers from webhooks`)).headers).toEqual({
    a: '1',
    b: '3',
  });
  await expect(
    webhooks.update(made.id, { enabled: false }, { ifMatch: made.updatedAt }),
  ).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  const actions = await row<{ list: string[] }>(
    `select array_agg(action order by id) as list from audit_log`,
  );
  expect(actions.list).toEqual(['webhook.created', 'webhook.updated']);
  const secrets = await row<{ n: number }>(
    `select count(*)::int as n from audit_log where coalesce(after::text, '') || coalesce(before::text, '') ~ 'whsec_|"a":"1"'`,
  );
  expect(secrets.n).toBe(0);
});

test('a custom handler still runs beside deliveries', async () => {
  const { started, reached } = await setup();
  const engine = await started({
    handlers: [
      { taskType: 'own', description: 'own', timeoutMs: null, retryPolicy: 'none', run: () => completed(1) },
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'own' });
  expect((await reached(engine, executionId, 'completed')).result).toBe(1);
  expect(engine.executions.taskTypes().map(({ taskType }) => taskType)).not.toContain('webhook_delivery');
});
