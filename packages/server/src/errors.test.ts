import { connect } from 'node:net';
import { Database } from '@tutti/database';
import { createEngine } from '@tutti/engine';
import { faultProxy, until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest } from '../test/raw-request.ts';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
const errorLog: unknown[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object) => void errorLog.push(fields),
};
beforeAll(async () => {
  server = await startTestApp({ app: { log } });
});
afterAll(() => server.close());

const API = '/api/v2';
const EXECUTIONS = `${API}/execution/executions`;
const SCHEDULES = `${API}/scheduler/schedules`;
const draft = (fields: object = {}) => ({
  name: `s${Math.random()}`,
  taskType: 'shell_command',
  taskConfig: { command: 'true' },
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 2 * * *' },
  ...fields,
});
const fieldsOf = (answer: { body: { errors?: { field: string }[] } }) =>
  answer.body.errors?.map((error) => error.field);

test('a bad body names each field, why, and the fix', async () => {
  const answer = await server.call('POST', SCHEDULES, {
    ...draft(),
    name: '',
    priority: 11,
    scheduleTyp: 'cron',
    retryPolicy: 'standart',
  });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: 'urn:tutti:problem:validation-failed',
    code: 'VALIDATION_FAILED',
    status: 400,
    requestId: answer.headers.get('x-request-id'),
  });
  expect(answer.body.errors).toEqual(
    expect.arrayContaining([
      { field: 'name', message: 'must not be empty' },
      { field: 'priority', message: 'must be at most 10' },
      { field: 'scheduleTyp', message: 'is not a known field', fix: 'did you mean scheduleType?' },
      expect.objectContaining({
        field: 'retryPolicy',
        message: expect.stringContaining('must be one of standard'),
      }),
    ]),
  );
});

test.each([
  ['GET', `${EXECUTIONS}?limit=0`, ['limit']],
  ['GET', `${EXECUTIONS}?limit=x&order=up`, ['limit', 'order']],
  ['GET', `${EXECUTIONS}?status=done`, ['status.0']],
  ['GET', `${EXECUTIONS}?stat=failed`, ['stat']],
  ['GET', `${EXECUTIONS}?limit=1&limit=2`, ['limit']],
  ['GET', `${EXECUTIONS}?from=yesterday`, ['from']],
  ['GET', `${EXECUTIONS}?cursor=nonsense`, ['cursor']],
  ['GET', `${EXECUTIONS}?text=%00`, ['text']],
  ['GET', `${EXECUTIONS}/abc`, ['id']],
  ['GET', `${SCHEDULES}/0`, ['id']],
  ['GET', `${SCHEDULES}/99999999999`, ['id']],
  ['GET', `${API}/events?cursor=nonsense`, ['cursor']],
] as const)('%s %s is refused, naming %j', async (method, path, fields) => {
  const answer = await server.call(method, path);
  expect([answer.status, answer.body.code, fieldsOf(answer)]).toEqual([400, 'VALIDATION_FAILED', fields]);
});

test.each([
  ['{"a": }', 'line 1, column 7: expected a value'],
  ['{"a": 1,}', 'line 1, column 9: expected a key in double quotes'],
  ['{\n "a": 1\n "b": 2}', 'line 3, column 2: expected a comma'],
  ['nope', 'line 1, column 1: expected a value'],
  ['{"a": 1', 'it ends where a comma or the closing bracket should follow'],
])('the body %j is not JSON: %s', async (body, where) => {
  const answer = await server.call('POST', EXECUTIONS, body);
  expect([answer.status, answer.body.code]).toEqual([400, 'JSON_INVALID']);
  expect(answer.body.detail).toContain(where);
});

test.each([
  ['__proto__', '{"taskType":"a","taskConfig":{"__proto__":{"x":1}}}', 'taskConfig.__proto__'],
  [
    'an escaped __proto__',
    '{"taskType":"a","taskConfig":{"\\u005f_proto__":{"x":1}}}',
    'taskConfig.__proto__',
  ],
  ['a NUL in a value', '{"taskType":"a","tags":["x","y\\u0000"]}', 'tags.1'],
  ['a NUL in a key', '{"taskType":"a","taskConfig":{"x\\u0000":1}}', 'taskConfig'],
  ['half a surrogate pair', '{"taskType":"a","taskConfig":{"command":"\\ud83d"}}', 'taskConfig.command'],
  ['deep nesting', `{"taskType":"a","taskConfig":{"x":${'['.repeat(101)}${']'.repeat(101)}}}`, ''],
])('%s is refused', async (_name, body, field) => {
  const answer = await server.call('POST', EXECUTIONS, body);
  expect([answer.status, fieldsOf(answer)]).toEqual([400, [field]]);
});

test('a missing body is asked for', async () => {
  const answer = await server.call('POST', EXECUTIONS);
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED', detail: 'The request needs a JSON body.' },
  });
  expect(
    (
      await rawRequest(`${server.url}${EXECUTIONS}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      })
    ).status,
  ).toBe(400);
});

test('bodies are limited to 1 MiB, and to 32 MiB where many things come at once', async () => {
  const large = (size: number) =>
    JSON.stringify({ taskType: 'a', taskConfig: { command: 'x'.repeat(size) } });
  expect((await server.call('POST', EXECUTIONS, large(1024 * 1024))).body.code).toBe('BODY_TOO_LARGE');
  const schedules = Array.from({ length: 3 }, () => draft({ description: 'x' }));
  const bulk = JSON.stringify({ schedules, dryRun: true }).replace(
    '"dryRun"',
    `${' '.repeat(2 * 1024 * 1024)}"dryRun"`,
  );
  expect((await server.call('POST', `${API}/scheduler/apply`, bulk)).status).toBe(200);
});

test.each([
  ['SCHEDULE_CRON_INVALID', draft({ scheduleConfig: { cron: '99 * * * *' } })],
  ['SCHEDULE_NEVER_FIRES', draft({ scheduleConfig: { cron: '0 0 30 2 *' } })],
  ['TIMEZONE_INVALID', draft({ scheduleConfig: { cron: '0 0 * * *', timezone: 'Mars/Base' } })],
  [
    'EXECUTE_AT_PAST',
    draft({ scheduleType: 'one_time', scheduleConfig: { executeAt: '2001-01-01T00:00:00Z' } }),
  ],
  ['TASK_CONFIG_INVALID', draft({ taskConfig: { comand: 'x' } })],
  ['VALIDATION_FAILED', draft({ scheduleType: 'interval', scheduleConfig: { intervalMs: 1 } })],
])('%s is 400', async (code, body) => {
  const answer = await server.call('POST', SCHEDULES, body);
  expect([answer.status, answer.body.code]).toEqual([400, code]);
});

test('unknown things are 404, a name twice and a wrong state are 409', async () => {
  expect((await server.call('GET', `${SCHEDULES}/99999`)).body.code).toBe('SCHEDULE_NOT_FOUND');
  expect((await server.call('GET', `${EXECUTIONS}/999999`)).body.code).toBe('EXECUTION_NOT_FOUND');
  expect(
    (await server.call('GET', `${EXECUTIONS}/019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e/logs`)).body.code,
  ).toBe('EXECUTION_NOT_FOUND');
  const first = draft();
  await server.call('POST', SCHEDULES, first);
  expect(await server.call('POST', SCHEDULES, first)).toMatchObject({
    status: 409,
    body: { code: 'SCHEDULE_NAME_TAKEN' },
  });
  const { body: execution } = await server.call('POST', EXECUTIONS, { taskType: 'a', delayMs: 100_000 });
  await server.call('POST', `${EXECUTIONS}/${execution.id}/cancel`);
  expect(await server.call('POST', `${EXECUTIONS}/${execution.id}/cancel`)).toMatchObject({
    status: 409,
    body: { code: 'EXECUTION_STATE_CONFLICT' },
  });
});

test('an unknown route is 404, a wrong method 405 with Allow', async () => {
  expect(await server.call('GET', `${API}/nothing`)).toMatchObject({
    status: 404,
    body: { code: 'ROUTE_NOT_FOUND' },
  });
  expect((await server.call('GET', '/api/v1/execution/task-types')).body.detail).toContain(
    '/api/v2/execution/task-types',
  );
  const wrong = await server.call('DELETE', SCHEDULES);
  expect([wrong.status, wrong.headers.get('allow'), wrong.body.allowed]).toEqual([
    405,
    'GET, HEAD, POST',
    ['GET', 'HEAD', 'POST'],
  ]);
  expect((await rawRequest(server.url + SCHEDULES, { method: 'HEAD' })).status).toBe(200);
  expect((await server.call('GET', `/api/v2/scheduler/schedules/${'1'.repeat(300)}`)).status).toBe(400);
  const broken = await rawRequest(`${server.url}/api/v2/%zz`);
  expect(broken.body.code).toBe('ROUTE_NOT_FOUND');
  expect(broken.headers).toMatchObject({ 'x-api-version': '2', 'x-request-id': broken.body.requestId });
});

test('a client that offers HTTP/2 is answered all the same', async () => {
  const headers = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
  };
  expect((await rawRequest(`${server.url}${EXECUTIONS}`, { headers })).status).toBe(200);
});

test('a request id is kept when it is sane and replaced when it is not', async () => {
  const idOf = async (given: string) =>
    (await server.call('GET', '/ready', undefined, { 'x-request-id': given })).headers.get('x-request-id');
  expect(await idOf('job-7:a.b_c')).toBe('job-7:a.b_c');
  for (const odd of ['a b', 'x'.repeat(200), '<script>', '{"a":1}'])
    expect(await idOf(odd)).toMatch(/^[0-9a-f-]{36}$/);
});

test('a fault is told with nothing but the request id, and logged with its cause', async () => {
  const original = server.engine.executions.counts;
  server.engine.executions.counts = () =>
    Promise.reject(new Error('select secret from table: password=hunter2'));
  const answer = await server.call('GET', `${API}/execution/counts`);
  server.engine.executions.counts = original;
  expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/secret|hunter2|at .*\.ts/);
  expect(answer.body.detail).toContain(answer.headers.get('x-request-id'));
  expect(errorLog.at(-1)).toMatchObject({
    requestId: answer.headers.get('x-request-id'),
    err: { message: expect.stringContaining('hunter2') },
  });
});

test('what is not HTTP is answered as a problem and closed', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.write('this is not http\r\n\r\n');
  await until(() => socket.closed);
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  expect(text).toContain('VALIDATION_FAILED');
});

test('while the database is away, answers are 503 with Retry-After, and health says so', async () => {
  const { host, ...connection } = server.database.connection;
  const proxy = await faultProxy({ path: `${host}/.s.PGSQL.5432` });
  const database = new Database({
    connection: { ...connection, host: proxy.host, port: proxy.port },
    acquireTimeoutMs: 200,
  });
  const engine = await createEngine({ database, migrate: false, roles: [] });
  const other = await startTestApp({ app: { engine, database } });
  await proxy.refuse();
  for (const [method, path, body] of [
    ['GET', EXECUTIONS],
    ['GET', `${SCHEDULES}/1`],
    ['POST', EXECUTIONS, { taskType: 'a' }],
    ['POST', SCHEDULES, draft()],
  ] as const) {
    const answer = await other.call(method, path, body, { 'idempotency-key': 'x' });
    expect([answer.status, answer.body.code, Number(answer.headers.get('retry-after'))]).toEqual([
      503,
      'DATABASE_UNAVAILABLE',
      2,
    ]);
    expect(answer.body.detail).not.toContain('127.0.0.1');
  }
  expect(await other.call('GET', '/health')).toMatchObject({
    status: 503,
    body: { status: 'down', checks: { database: { status: 'down' } } },
  });
  await proxy.restore();
  await until(async () => (await other.call('GET', '/health')).status === 200);
  expect((await other.call('POST', EXECUTIONS, { taskType: 'a' })).status).toBe(201);
  await engine.stop({ drainMs: 0 });
  await other.close();
  await database.close();
  await proxy.close();
});

test('while draining, requests are refused with Retry-After, and readiness says so', async () => {
  const other = await startTestApp();
  other.lifecycle.drain();
  const answer = await other.call('GET', EXECUTIONS);
  expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
    503,
    'DRAINING',
    '5',
  ]);
  expect(await other.call('GET', '/ready')).toMatchObject({ status: 503, body: { ready: false } });
  expect((await other.call('GET', '/health')).status).toBe(200);
  await other.close();
});
