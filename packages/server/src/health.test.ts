import type { EngineHealth } from '@tutti/engine';
import { Health } from '@tutti/contract';
import { expect, test } from 'vitest';
import { readHealth } from './health.ts';

const well: EngineHealth = {
  database: { ok: true, latencyMs: 1, message: null },
  scheduler: { running: true, lastTickAt: new Date().toISOString(), ticking: true },
  recovery: { running: true, lastRunAt: null },
  workers: { running: 1, limit: 4, claiming: true, draining: false },
  events: { lagMs: 20 },
};
const read = (health: () => Promise<EngineHealth>, home = '/') =>
  readHealth({ node: 'test', health }, { mode: 'embedded', home, timeoutMs: 50 });

test.each<[string, Partial<EngineHealth>, string, string | null]>([
  ['scheduler', {}, 'ok', null],
  ['database', { database: { ok: false, latencyMs: null, message: 'gone' } }, 'down', 'gone'],
  ['scheduler', { scheduler: { ...well.scheduler, running: false, lastTickAt: null } }, 'ok', 'stopped'],
  [
    'scheduler',
    { scheduler: { ...well.scheduler, lastTickAt: '2026-01-01T00:00:00.000Z' } },
    'degraded',
    'no node runs',
  ],
  ['recovery', {}, 'ok', null],
  ['recovery', { recovery: { running: false, lastRunAt: null } }, 'ok', 'retries are held'],
  ['workers', { workers: { running: 0, limit: 4, claiming: false, draining: false } }, 'ok', 'takes no work'],
  ['events', { events: { lagMs: 60_000 } }, 'degraded', 'long transaction'],
])('%s: %j is %s', async (check, changed, status, message) => {
  const health = await read(() => Promise.resolve({ ...well, ...changed }));
  expect(Health.parse(health)).toEqual(health);
  const found = health.checks[check as keyof typeof health.checks];
  expect(found.status).toBe(status);
  if (message === null) expect(found.message).toBeNull();
  else expect(found.message).toContain(message);
  if (status === 'down') expect(health.status).toBe('down');
});

test('a database that hangs or throws is told in time', async () => {
  const hanging = await read(() => new Promise(() => {}));
  expect([hanging.status, hanging.checks.database.message]).toEqual(['down', 'no answer within 0.05 s']);
  expect((await read(() => Promise.reject(new Error('secret')))).status).toBe('down');
});

test('a home that cannot be looked at leaves the disk unknown', async () => {
  expect((await read(() => Promise.resolve(well), '/not/there')).checks.disk).toEqual({
    status: 'ok',
    message: null,
    freePercent: null,
  });
});
