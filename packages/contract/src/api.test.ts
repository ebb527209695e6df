import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as contract from './index.ts';
import { type Route, api } from './index.ts';

const routes: [string, Route][] = Object.entries(api);

describe('the route table', () => {
  test('names each method and path once', () => {
    const all = routes.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(all).size).toBe(all.length);
  });

  test.each(routes)('%s keeps the rules', (_, route) => {
    expect(route.path).toMatch(/^(\/[a-z-]+|\/:[a-z]+)+$/i);
    expect(route.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(route.scope).toMatch(/^(public|any|[a-z][a-z-]*:(read|write|trigger|admin))$/);
    const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(route.params?.shape ?? {})).toEqual(named);
    if (route.method === 'GET' || route.method === 'DELETE') expect(route.body).toBeUndefined();
    if (route.creates) expect(route.method).toBe('POST');
    if (route.status === 204) expect(route.response.safeParse(undefined).success).toBe(true);
    if (route.scope.endsWith(':read'))
      expect(route.method === 'GET' || route.path.endsWith('/preview')).toBe(true);
  });

  test.each(routes.filter(([, { body }]) => body))('%s takes no unknown field in its body', (_, { body }) => {
    const refusal = (body as z.ZodType).safeParse({ 'no such field': 1 });
    expect(refusal.success).toBe(false);
    expect(JSON.stringify(refusal.error?.issues)).toContain('no such field');
  });

  test.each(routes.filter(([, { query }]) => query))('%s takes no unknown parameter', (_, { query }) => {
    expect((query as z.ZodObject).safeParse({ nosuch: '1' }).success).toBe(false);
    expect((query as z.ZodObject).safeParse({}).success).toBe(true);
  });
});

describe('schemas', () => {
  const exported: [string, unknown][] = Object.entries(contract);
  const schemas = exported.filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);

  test('there are some', () => expect(schemas.length).toBeGreaterThan(30));

  test.each(schemas)('the examples of %s are examples of it', (_, schema) => {
    const { examples = [] } = (schema.meta() ?? {}) as { examples?: unknown[] };
    for (const example of examples) expect(schema.safeParse(example).error).toBeUndefined();
  });

  test('no two share an id', () => {
    const ids = schemas.map(([, schema]) => schema.meta()?.id).filter((id) => id !== undefined);
    expect(ids.length - new Set(ids).size).toBe(0);
  });
});

describe('the error catalogue', () => {
  test.each(Object.entries(contract.ERROR_CODES))('%s: %s', (code, title) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  test('an error keeps its code, its fields and its cause', () => {
    const cause = new Error('deep');
    const error = new contract.TuttiError('VALIDATION_FAILED', 'no', {
      errors: [{ field: 'a', message: 'b' }],
      allowed: ['x'],
      cause,
    });
    expect(error).toMatchObject({
      name: 'TuttiError',
      code: 'VALIDATION_FAILED',
      message: 'no',
      errors: [{ field: 'a', message: 'b' }],
      allowed: ['x'],
      cause,
    });
    expect('cause' in new contract.TuttiError('INTERNAL', 'x')).toBe(false);
  });
});

describe('executions', () => {
  test('a status is final or it is not', () => {
    expect(contract.EXECUTION_STATUSES.filter(contract.isFinal)).toEqual([...contract.FINAL_STATUSES]);
  });

  test('a policy of one’s own gets its defaults', () => {
    expect(contract.RetryPolicy.parse({ maxRetries: 3 })).toEqual({
      maxRetries: 3,
      initialDelayMs: 1000,
      maxDelayMs: 60_000,
      multiplier: 2,
      jitter: 0.1,
    });
    for (const bad of [
      'often',
      {},
      { maxRetries: 101 },
      { maxRetries: 1, jitter: 2 },
      { maxRetries: 1, multiplier: 0.5 },
      { maxRetries: 1, extra: 1 },
    ]) {
      expect(contract.RetryPolicy.safeParse(bad).success).toBe(false);
    }
  });

  test('a time or a delay, not both', () => {
    const given = { taskType: 'x', runAt: '2026-01-01T00:00:00Z' };
    expect(contract.ExecutionInput.safeParse(given).success).toBe(true);
    expect(contract.ExecutionInput.safeParse({ ...given, delayMs: 5 }).error?.issues[0]?.path).toEqual([
      'delayMs',
    ]);
  });
});

describe('task configs', () => {
  test.each<[string, z.ZodType, unknown[], unknown[]]>([
    [
      'shell_command',
      contract.ShellCommandConfig,
      [
        { command: 'echo hi' },
        { command: '/bin/ls', args: ['-l', ''] },
        { command: 'x', shell: '/bin/bash' },
        { command: 'x', env: { A_1: '' }, cwd: '/tmp', stdin: '' },
      ],
      [
        {},
        { command: '' },
        { command: 'a\0b' },
        { command: 'x', args: ['\0'] },
        { command: 'x', args: [], shell: '/bin/sh' },
        { command: 'x', env: { '1A': 'x' } },
        { command: 'x', env: { 'A=B': 'x' } },
        { command: 'x', timeoutMs: 0 },
        { command: 'x', extra: 1 },
      ],
    ],
    [
      'http_request',
      contract.HttpRequestConfig,
      [
        { url: 'https://example.org' },
        { url: 'http://{{trigger.data.host}}/x' },
        {
          url: 'https://example.org/{{trigger.data.path}}',
          method: 'POST',
          body: { a: 1 },
          headers: { 'X-A': 'b' },
        },
        { url: 'http://[::1]:80/', expect: { status: [200, 201] } },
      ],
      [
        {},
        { url: 'ftp://example.org' },
        { url: '/relative' },
        { url: 'javascript:alert(1)' },
        { url: 'https://example.org', method: 'get' },
        { url: 'https://example.org', body: 'x' },
        { url: 'https://example.org', headers: { 'a b': 'c' } },
        { url: 'https://example.org', headers: { a: 'b\r\nc: d' } },
        { url: 'https://example.org', expect: { status: 99 } },
      ],
    ],
  ])('%s', (_, schema, good, bad) => {
    expect(good.filter((config) => !schema.safeParse(config).success)).toEqual([]);
    expect(bad.filter((config) => schema.safeParse(config).success)).toEqual([]);
  });
});

describe('settings', () => {
  const settings = Object.entries(contract.SETTINGS);

  test('each has its own name in the environment and a default that fits it', () => {
    const names = settings.map(([, { env }]) => env);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, setting] of settings) {
      const value: unknown = 'default' in setting ? setting.default : undefined;
      expect(setting.schema.safeParse(value).error, name).toBeUndefined();
      expect(setting.description).toBeTruthy();
    }
  });

  test('roles', () => {
    const { schema } = contract.SETTINGS.roles;
    expect(schema.parse('all')).toEqual([...contract.NODE_ROLES]);
    expect(schema.parse('api, worker')).toEqual(['api', 'worker']);
    for (const bad of ['', 'everything', 'api,nothing']) expect(schema.safeParse(bad).success).toBe(false);
  });
});
