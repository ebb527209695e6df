import { api } from '@tutti/contract';
import type { Operation, Route } from '@tutti/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestSocket } from '../test/test-socket.ts';
import { rawRequest } from '../test/raw-request.ts';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const TIMEOUT_MS = 5000;
/** FUZZ_RUNS sets more, or fewer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 5000);
/** What people and attackers put where something else belongs. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    "'; drop table task_schedules; --",
    '../../etc/passwd',
    '{{secret.X}}',
    '%00',
    'NaN',
    'null',
  ),
  fc.constantFrom<unknown>(
    -1,
    0,
    1.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    1e308,
    null,
    true,
    [],
    {},
    [[]],
    '9'.repeat(400),
    'x'.repeat(70_000),
  ),
  fc.constantFrom<unknown>(
    '2026-13-45T99:99:99Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '275760-09-13T00:00:00Z',
    '2026-01-01T00:00:00+99:99',
  ),
);

/** Values that mostly fit a schema, with something odd here and there. */
function nearly(schema: z.ZodType): fc.Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return fromSchema(json, json);
}
interface JsonSchema {
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON Schema has no useful type
  [key: string]: any;
}
function fromSchema(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: fitting(schema, root) }, { weight: 1, arbitrary: odd });
}
function fitting(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(root.$defs[schema.$ref.split('/').at(-1)], root);
  if (schema.enum) return fc.constantFrom<unknown>(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const as unknown);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((branch: JsonSchema) => fromSchema(branch, root)));
  switch (schema.type) {
    case 'object': {
      const fields = Object.fromEntries(
        Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(([name, field]) => [
          name,
          fromSchema(field, root),
        ]),
      );
      const extra = fc.dictionary(fc.string({ maxLength: 8 }), odd, { maxKeys: 1 });
      return fc
        .tuple(
          fc.record(fields, {
            requiredKeys: (schema.required ?? []).filter((name: string) => name in fields),
          }),
          extra,
        )
        .map(([known, unknown]) => ({ ...known, ...unknown }));
    }
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, root), { maxLength: 4 });
    case 'integer':
    case 'number':
      return fc.oneof(
        { weight: 12, arbitrary: fc.integer({ min: -2, max: 12 }) },
        fc.constant<unknown>(2 ** 31),
      );
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom(
          'a',
          'shell_command',
          '0 0 * * *',
          '2026-11-21T02:00:00.000Z',
          'order.paid',
          '1',
          '7',
        ),
      );
    default:
      return odd;
  }
}

const queryText = (query: unknown): string => {
  const parts = Object.entries(query ?? {}).map(
    ([name, value]) => `${encode(name)}=${encode(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  return parts.length > 0 ? `?${parts.join('&')}`.slice(0, 4000) : '';
};
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

interface Shot {
  operation: Operation;
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}
const shots: fc.Arbitrary<Shot> = fc.constantFrom(...(Object.keys(api) as Operation[])).chain((operation) => {
  const route: Route = api[operation];
  const id = fc.oneof(
    fc.constantFrom(
      '1',
      '2',
      '999',
      '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e',
      '-1',
      '0',
      'x',
      '%00',
      '%ff',
      '..',
      '1%2f2',
      '99999999999999999999',
    ),
    fc.string({ maxLength: 10 }).map(encode),
  );
  const headers = fc.record(
    {
      'idempotency-key': fc.constantFrom('a', 'b', '\u00e9', 'x'.repeat(300)),
      'if-match': fc.constantFrom(
        '*',
        '"2026-11-21T02:00:00.000Z"',
        'W/"x"',
        '"',
        '2026-99-99T00:00:00Z',
        '"275760-09-14T00:00:00Z"',
      ),
      'x-request-id': fc.constantFrom('ok', '<b>', ' '),
    },
    { requiredKeys: [] },
  );
  const body = route.body
    ? fc.oneof(
        { weight: 9, arbitrary: nearly(route.body).map((value) => JSON.stringify(value) ?? '') },
        fc.constantFrom('', 'null', '{', '[]', '"x"', '0'),
      )
    : fc.constant(undefined);
  return fc
    .record({ id, headers, body, query: route.query ? nearly(route.query) : fc.constant({}) })
    .map((parts) => ({
      operation,
      method: route.method,
      url: `/api/v2${route.path.replaceAll(/:\w+/g, parts.id)}${queryText(parts.query)}`,
      headers: { ...parts.headers, ...(parts.body !== undefined && { 'content-type': 'application/json' }) },
      body: parts.body,
    }));
});

async function shoot({ url, method, headers, body }: Shot): Promise<void> {
  const answer = await Promise.race([
    rawRequest(server.url + url, { method, headers, ...(body !== undefined && { body }) }),
    new Promise<never>((_resolve, reject) =>
      setTimeout(() => reject(new Error('no answer')), TIMEOUT_MS).unref(),
    ),
  ]);
  if (answer.status >= 500) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  if (answer.status >= 400)
    expect(answer.body).toMatchObject({
      status: answer.status,
      code: expect.any(String),
      requestId: expect.any(String),
    });
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d+|select |insert into/);
}

test(
  'no malformed request is answered with 5xx, hangs, or tells of the inside',
  { timeout: 120_000 + RUNS * 60 },
  async () => {
    await fc.assert(fc.asyncProperty(shots, shoot), { numRuns: RUNS });
  },
);

test('no number beyond an integer column and no made-up cursor in any list is answered with 5xx', async () => {
  for (const [operation, route] of Object.entries(api) as [Operation, Route][]) {
    if (route.method !== 'GET' || !(route.query instanceof z.ZodObject)) continue;
    for (const name of Object.keys(route.query.shape))
      for (const value of ['2147483648', '9007199254740993', 'zzz']) {
        const url = `/api/v2${route.path.replaceAll(/:\w+/g, '1')}?${name}=${value}`;
        const { status } = await server.call('GET', url);
        expect(status, `${operation} ${url}`).toBeLessThan(500);
      }
  }
});

test('afterwards everything can still be listed', async () => {
  for (const path of [
    '/scheduler/schedules?limit=500&text=x&recent=3',
    '/execution/executions?limit=500&text=x',
    '/events?limit=500',
    '/execution/counts',
    '/errors/counts?until=0000-01-01T00%3A00%3A00Z',
    '/errors/errors?from=0000-01-01T00%3A00%3A00Z',
    '/scheduler/status',
  ]) {
    expect((await server.call('GET', `/api/v2${path}`)).status).toBe(200);
  }
});

test('no WebSocket frame ends the connection or the server', { timeout: 60_000 }, async () => {
  const client = openTestSocket(server.url);
  await client.next('connected');
  const frames = fc.oneof(
    fc.string(),
    odd.map((value) => JSON.stringify(value) ?? ''),
    fc
      .record(
        {
          type: fc.constantFrom('ping', 'subscribe', 'unsubscribe', 'resume', 'x'),
          subscriptions: odd,
          cursor: odd,
        },
        { requiredKeys: ['type'] },
      )
      .map((frame) => JSON.stringify(frame)),
  );
  await fc.assert(
    fc.asyncProperty(frames, async (frame) => {
      if (Buffer.byteLength(frame) > 60_000) return;
      client.send(frame);
      client.send({ type: 'ping' });
      await client.next('pong');
    }),
    { numRuns: 300 },
  );
  client.socket.close();
});
