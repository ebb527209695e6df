import { afterAll, beforeAll, expect, test } from 'vitest';
import { once, purgeIdempotency } from './idempotency.ts';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const PATH = '/api/v2/execution/executions';
const enqueue = (key: string, body: object = { taskType: 'a' }) =>
  server.call('POST', PATH, body, { 'idempotency-key': key });
const countExecutions = async () => (await server.call('GET', PATH)).body.total as number;

test('the same key and body answer what the first request did', async () => {
  const before = await countExecutions();
  const first = await enqueue('same');
  const second = await enqueue('same');
  expect(second.body).toEqual(first.body);
  expect([first, second].map(({ status, headers }) => [status, headers.get('idempotent-replayed')])).toEqual([
    [201, null],
    [201, 'true'],
  ]);
  expect(await countExecutions()).toBe(before + 1);
});

test('a key is bound to the route, whatever version it is called by', async () => {
  const draft = {
    name: 'once',
    taskType: 'a',
    scheduleType: 'cron',
    scheduleConfig: { cron: '0 0 * * *' },
    taskConfig: {},
  };
  const headers = { 'idempotency-key': 'schedule' };
  const first = await server.call('POST', '/api/v1/scheduler/schedules', draft, headers);
  const second = await server.call('POST', '/api/v2/scheduler/schedules', draft, headers);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
  const trigger = await server.call(
    'POST',
    `/api/v2/scheduler/schedules/${first.body.id}/trigger`,
    undefined,
    headers,
  );
  expect(trigger.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
});

test('the same key with another body is 409', async () => {
  await enqueue('other body', { taskType: 'a' });
  expect(await enqueue('other body', { taskType: 'b' })).toMatchObject({
    status: 409,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test('of many at once exactly one takes effect', async () => {
  const before = await countExecutions();
  const answers = await Promise.all(Array.from({ length: 20 }, () => enqueue('at once')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(
    new Set([201, 409].filter((status) => answers.some((answer) => answer.status === status))),
  );
  for (const { status, body } of answers)
    if (status === 409) expect(body.code).toBe('IDEMPOTENCY_IN_PROGRESS');
  expect(await countExecutions()).toBe(before + 1);
});

test('a failure is not kept: the key may try again', async () => {
  const name = 'taken';
  const draft = (fields: object) => ({
    taskType: 'a',
    scheduleType: 'cron',
    scheduleConfig: { cron: '0 0 * * *' },
    taskConfig: {},
    ...fields,
  });
  const { body } = await server.call('POST', '/api/v2/scheduler/schedules', draft({ name }));
  const again = () =>
    server.call('POST', '/api/v2/scheduler/schedules', draft({ name }), { 'idempotency-key': 'retry' });
  expect((await again()).status).toBe(409);
  await server.call('DELETE', `/api/v2/scheduler/schedules/${body.id}`);
  expect((await again()).status).toBe(201);
});

test('a key that a dead process left in the middle lapses; a living one does not', async () => {
  const { database } = server;
  const request = { token: 'local', key: 'left', bodyHash: 'h' };
  const run = () => Promise.resolve({ status: 201, output: { n: 1 } });
  await database.query(`insert into http_idempotency (token, key, body_hash) values ('local', 'left', 'h')`);
  await expect(once(database, request, run)).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
  await database.query(
    `update http_idempotency set created_at = now() - interval '3 minutes' where key = 'left'`,
  );
  expect(await once(database, request, run)).toEqual({ status: 201, output: { n: 1 }, replayed: false });
});

test('keys are forgotten after 24 hours', async () => {
  const { database } = server;
  const first = await enqueue('old');
  await database.query(
    `update http_idempotency set created_at = now() - interval '25 hours' where key = 'old'`,
  );
  expect((await enqueue('old')).body.executionId).not.toBe(first.body.executionId);
  await database.query(`update http_idempotency set created_at = now() - interval '25 hours'`);
  await purgeIdempotency(database);
  expect(await database.query('select key from http_idempotency')).toEqual([]);
});

test.each(['', 'x'.repeat(256)])('a key of %j is refused or means none', async (key) => {
  const answer = await enqueue(key);
  expect(answer.status).toBe(key === '' ? 201 : 400);
});
