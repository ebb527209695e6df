import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());
const items = [{ taskType: 'shell_command', taskConfig: { command: 'true' } }];

test('a batch at its address and at its alias, which says that it will go', async () => {
  const made = await server.call('POST', '/api/v2/execution/batches', { items });
  expect([made.status, made.body.total]).toEqual([201, 1]);
  expect(made.headers.get('deprecation')).toBeNull();
  const alias = await server.call('POST', '/api/v2/tasks/batch', { items, options: { failFast: true } });
  expect([alias.status, alias.body.failFast]).toEqual([201, true]);
  expect(alias.headers.get('deprecation')).toMatch(/^@\d{10}$/);
  expect(Date.parse(alias.headers.get('sunset') as string)).toBeGreaterThan(Date.parse('2027-01-01'));
  expect(alias.headers.get('link')).toBe('</api/v2/execution/batches>; rel="successor-version"');
  expect((await server.call('GET', `/api/v2/execution/batches/${alias.body.batchId}`)).body.total).toBe(1);
  expect(
    (await server.call('GET', `/api/v2/tasks/batch/${alias.body.batchId}`)).headers.get('deprecation'),
  ).toBeTruthy();
  expect((await server.call('POST', '/api/v1/tasks/batch', { items })).status).toBe(404);
});

test('version 1 has only what it had, and every answer says its version', async () => {
  const old = await server.call('GET', '/api/v1/scheduler/schedules');
  expect([old.status, old.headers.get('x-api-version')]).toEqual([200, '1']);
  expect((await server.call('GET', '/api/v1/webhooks')).body.detail).toContain(
    'It is there in version 2: /api/v2/webhooks',
  );
  expect((await server.call('GET', '/api/webhooks')).headers.get('x-api-version')).toBe('2');
});

test('one act on many, over HTTP', async () => {
  const waiting = { taskType: 'shell_command', taskConfig: { command: 'true' }, delayMs: 3_600_000 };
  await server.call('POST', '/api/v2/execution/executions', waiting);
  const bulk = await server.call('POST', '/api/v2/execution/bulk', {
    action: 'cancel',
    filter: { status: ['pending'] },
  });
  expect(bulk.body).toMatchObject({ action: 'cancel', refused: 0, truncated: false });
  expect(bulk.body.done).toBeGreaterThan(0);
  const bad = await server.call('POST', '/api/v2/execution/bulk', {
    action: 'skip',
    ids: ['1'],
    priority: 2,
  });
  expect(bad.body.errors.map(({ field }: { field: string }) => field)).toEqual(['reason', 'priority']);
});
