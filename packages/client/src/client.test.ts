import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Schedule } from '@tutti/contract';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { ApiError, createClient, NetworkError, type Client, type ClientOptions } from './index.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}
type Answer = (response: ServerResponse, call: number) => void;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function setup(answer: Answer, options: Partial<ClientOptions> = {}) {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(response, seen.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  const client: Client = createClient({ baseUrl, sleep, random: () => 1, ...options });
  return { client, seen, waits, baseUrl, server };
}

const json = (response: ServerResponse, value: unknown, status = 200): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(value));
const problem = (
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void =>
  void response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(
    JSON.stringify({
      type: 'about:blank',
      title: code,
      status,
      code,
      detail: `${code} happened`,
      requestId: 'r1',
    }),
  );
const broken = (response: ServerResponse): void => void response.socket?.destroy();

describe('requests', () => {
  test('params, query and body are written where the route has them', async () => {
    const { client, seen } = await setup((response) => json(response, {}));
    await client.listExecutions({ query: { status: ['failed', 'timeout'], limit: 5, text: 'a b' } });
    await client.updateSchedule(
      { params: { id: 12 }, body: { priority: 8 } },
      { ifMatch: '2026-11-21T02:00:00.000Z' },
    );
    await client.cancelExecution({ params: { id: 'a/b' } });
    expect(seen.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
      {
        method: 'GET',
        url: '/api/v2/execution/executions?status=failed%2Ctimeout&limit=5&text=a+b',
        body: '',
      },
      { method: 'PATCH', url: '/api/v2/scheduler/schedules/12', body: '{"priority":8}' },
      { method: 'POST', url: '/api/v2/execution/executions/a%2Fb/cancel', body: '' },
    ]);
    expect(seen[1]?.headers['if-match']).toBe('"2026-11-21T02:00:00.000Z"');
    expect(seen[2]?.headers['content-type']).toBeUndefined();
  });

  test('a call that creates carries an idempotency key, the given one or a new one', async () => {
    const { client, seen } = await setup((response) => json(response, {}));
    await client.triggerSchedule({ params: { id: 1 } });
    await client.triggerSchedule({ params: { id: 1 } }, { idempotencyKey: 'mine' });
    await client.startScheduler();
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[1]?.headers['idempotency-key']).toBe('mine');
    expect(seen[2]?.headers['idempotency-key']).toBeUndefined();
  });

  test('inputs and outputs have the types of the contract', async () => {
    const { client } = await setup((response) => json(response, {}));
    expectTypeOf(client.getSchedule).parameter(0).toEqualTypeOf<{ params: { id: string | number } }>();
    expectTypeOf(client.listSchedules).parameter(0).exclude<undefined>().toHaveProperty('query');
    expectTypeOf<Awaited<ReturnType<Client['getSchedule']>>>().toEqualTypeOf<Schedule>();
    // @ts-expect-error params are required
    await expect(client.getSchedule()).rejects.toThrow('params.id is missing');
  });
});

describe('answers', () => {
  test('204 is undefined, and a body under 503 that is no problem is a value', async () => {
    const { client } = await setup((response, call) =>
      call === 1 ? void response.writeHead(204).end() : json(response, { status: 'down' }, 503),
    );
    expect(await client.deleteSchedule({ params: { id: 1 } })).toBeUndefined();
    expect(await client.getHealth()).toEqual({ status: 'down' });
  });

  test('a problem becomes an ApiError', async () => {
    const { client, seen } = await setup((response) => problem(response, 404, 'SCHEDULE_NOT_FOUND'));
    const error = await client.getSchedule({ params: { id: 1 } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'SCHEDULE_NOT_FOUND',
      status: 404,
      problem: { requestId: 'r1' },
      message: 'SCHEDULE_NOT_FOUND happened',
    });
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['a page', 200, 'text/html', '<html>'],
    ['an error page of a proxy', 502, 'text/html', '<html>'],
    ['broken JSON', 200, 'application/json', '{"a'],
  ])('%s is an ApiError that points at the address', async (_, status, type, body) => {
    const { client } = await setup(
      (response) => void response.writeHead(status, { 'content-type': type }).end(body),
    );
    await expect(client.getHealth()).rejects.toMatchObject({
      name: 'ApiError',
      code: 'INTERNAL',
      status,
      message: expect.stringContaining('check that the address'),
    });
  });
});

describe('retries', () => {
  test('a broken connection is tried again, with backoff and the same key', async () => {
    const { client, seen, waits } = await setup((response, call) =>
      call < 3 ? broken(response) : json(response, { id: 7 }, 201),
    );
    expect(await client.createExecution({ body: { taskType: 'shell_command' } })).toEqual({ id: 7 });
    expect(waits).toEqual([200, 400]);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('503 with Retry-After is waited for; without, it is final', async () => {
    const { client, waits } = await setup((response, call) =>
      call === 1
        ? problem(response, 503, 'DRAINING', { 'retry-after': '2' })
        : problem(response, 503, 'DATABASE_UNAVAILABLE'),
    );
    await expect(client.getSchedulerStatus()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(waits).toEqual([2000]);
  });

  test.each([400, 401, 409, 429, 500])('%i is not tried again', async (status) => {
    const { client, seen } = await setup((response) =>
      problem(response, status, 'INTERNAL', { 'retry-after': '1' }),
    );
    await expect(client.listSchedules()).rejects.toBeInstanceOf(ApiError);
    expect(seen).toHaveLength(1);
  });

  test('what may not be repeated is not: PATCH, and POST without a key', async () => {
    const { client, seen } = await setup(broken);
    await expect(client.updateSchedule({ params: { id: 1 }, body: {} })).rejects.toBeInstanceOf(NetworkError);
    await expect(client.stopScheduler()).rejects.toBeInstanceOf(NetworkError);
    expect(seen).toHaveLength(2);
  });

  test('after the last retry the error names the address and the cause', async () => {
    const { client, baseUrl, server, waits } = await setup(broken, { retries: 1 });
    server.close().closeAllConnections();
    await expect(client.getHealth()).rejects.toThrow(`no answer from ${baseUrl}: connect ECONNREFUSED`);
    expect(waits).toHaveLength(1);
  });

  test('an answer that does not come in time is a network failure', async () => {
    const { client } = await setup(() => {}, { timeoutMs: 20, retries: 0 });
    await expect(client.getHealth()).rejects.toThrow(/aborted due to timeout/);
  });

  test('an aborted call rejects with its reason and is not tried again', async () => {
    const { client, seen } = await setup(() => controller.abort(new Error('enough')));
    const controller = new AbortController();
    await expect(client.getHealth({}, { signal: controller.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });
});
