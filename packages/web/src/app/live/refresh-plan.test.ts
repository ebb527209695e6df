import type { Event } from '@tutti/contract';
import { expect, test } from 'vitest';
import { partsToRefresh } from './refresh-plan.ts';

const event = (type: string): Event => ({
  id: type,
  type,
  at: '2026-11-21T00:00:00.000Z',
  data: {},
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});
const parts = (...types: string[]) => [...partsToRefresh(types.map(event))].sort();

test('each event makes stale what it may have changed, and no more', () => {
  expect(parts('execution.progressed')).toEqual([]);
  expect(parts('order.paid')).toEqual([]);
  expect(parts('scheduler.stopped')).toEqual(['scheduler']);
  expect(parts('schedule.updated')).toEqual(['calendar', 'scheduler', 'schedules']);
  expect(parts('schedule.skipped')).toEqual(['scheduler', 'schedules', 'slots']);
  expect(parts('execution.queued')).toEqual([
    'execution-counts',
    'execution-details',
    'execution-heads',
    'queues',
    'timeline',
  ]);
  expect(parts('execution.completed', 'execution.progressed')).toEqual([
    'execution-counts',
    'execution-details',
    'execution-heads',
    'metrics',
    'queues',
    'schedules',
    'slots',
    'timeline',
  ]);
});
