import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp } from '../../test/start-test-app.ts';
import type { TestApp } from '../../test/start-test-app.ts';

let server: TestApp;
let admin: { id: number; secret: string };
beforeAll(async () => {
  server = await startTestApp({ configuration: { auth: 'token' } });
  admin = await server.engine.tokens.create({ name: 'ann', roles: ['admin'] });
});
afterAll(() => server.close());

const hourly = {
  taskType: 'shell_command',
  taskConfig: { command: 'true' },
  scheduleType: 'interval',
  scheduleConfig: { intervalMs: 3_600_000 },
};
let requests = 0;

/** The entries of one request, which must have worked. */
async function audited(method: string, path: string, body?: unknown) {
  const requestId = `act-${++requests}`;
  const answer = await server.call(method, `/api/v2${path}`, body, {
    authorization: `Bearer ${admin.secret}`,
    'x-request-id': requestId,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  const entries = await server.database.query<{
    actor: string;
    action: string;
    entity_id: string | null;
    before: unknown;
    after: unknown;
  }>(`select actor, action, entity_id, before, after from audit_log where request_id = $1 order by id`, [
    requestId,
  ]);
  expect(entries.every(({ actor }) => actor === `ann#${admin.id}`)).toBe(true);
  return { body: answer.body, entries, actions: entries.map(({ action }) => action) };
}

test('schedules: made, changed, disabled, enabled, backfilled, applied, deleted; with before and after', async () => {
  const made = await audited('POST', '/scheduler/schedules', { name: 'a', ...hourly });
  const { id } = made.body;
  expect(made.entries).toMatchObject([
    { action: 'schedule.created', entity_id: String(id), before: null, after: { name: 'a', ...hourly } },
  ]);
  const edited = await audited('PATCH', `/scheduler/schedules/${id}`, { priority: 8 });
  expect(edited.entries).toMatchObject([
    { action: 'schedule.updated', before: { priority: 5 }, after: { priority: 8 } },
  ]);
  expect((await audited('PATCH', `/scheduler/schedules/${id}`, { priority: 8 })).actions).toEqual([]);
  expect((await audited('POST', `/scheduler/schedules/${id}/disable`)).entries).toMatchObject([
    { action: 'schedule.disabled', before: { enabled: true }, after: { enabled: false } },
  ]);
  expect((await audited('POST', `/scheduler/schedules/${id}/enable`)).actions).toEqual(['schedule.enabled']);
  const [from, until] = [7_200_000, 60_000].map((ago) => new Date(Date.now() - ago).toISOString());
  expect(
    (await audited('POST', `/scheduler/schedules/${id}/backfill`, { from, until })).entries,
  ).toMatchObject([{ action: 'schedule.backfilled', after: { from, until, enqueued: expect.any(Number) } }]);
  const applied = await audited('POST', '/scheduler/apply', {
    schedules: [{ name: 'b', ...hourly }],
    prune: true,
  });
  expect(applied.actions).toEqual(['schedule.created']);
  const dry = await audited('POST', '/scheduler/apply', { schedules: [], dryRun: true, prune: true });
  expect(dry.actions).toEqual([]);
  expect((await audited('POST', '/scheduler/apply', { schedules: [], prune: true })).actions).toEqual([
    'schedule.deleted',
  ]);
  expect((await audited('DELETE', `/scheduler/schedules/${id}`)).entries).toMatchObject([
    { action: 'schedule.deleted', before: { name: 'a', priority: 8 }, after: null },
  ]);
});

test('enqueues are no acts of an operator; cancelling is', async () => {
  const { taskType, taskConfig } = hourly;
  const made = await audited('POST', '/execution/executions', { taskType, taskConfig, delayMs: 60_000 });
  expect(made.actions).toEqual([]);
  const { entries } = await audited('POST', `/execution/executions/${made.body.id}/cancel`, {
    reason: 'enough',
  });
  expect(entries).toMatchObject([
    { action: 'execution.cancelled', entity_id: made.body.executionId, after: { reason: 'enough' } },
  ]);
});

test.each<[string, string, unknown, string]>([
  ['POST', '/scheduler/stop', undefined, 'scheduler.stopped'],
  ['POST', '/errors/stop', undefined, 'recovery.stopped'],
  ['PATCH', '/settings', { auditRetentionDays: 400 }, 'settings.changed'],
  ['POST', '/queues/default/pause', { reason: 'later' }, 'queue.paused'],
  ['PATCH', '/circuit-breakers/payments', { openMs: 5000 }, 'breaker.configured'],
  ['POST', '/tokens', { name: 'bot', roles: ['viewer'] }, 'token.created'],
  [
    'POST',
    '/webhooks',
    { name: 'w', url: 'https://example.org/hook', events: ['execution.*'] },
    'webhook.created',
  ],
])('%s %s is audited once', async (method, path, body, action) => {
  expect((await audited(method, path, body)).actions).toEqual([action]);
});
