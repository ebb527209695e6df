import type { Event } from '@tutti/contract';
import { expect, test } from 'vitest';
import { breakerOf, eventDetail, toldOf } from './related-words.ts';

const event = (data: Event['data']): Event => ({
  id: '1-1-0',
  type: 'execution.completed',
  at: '2026-11-21T00:00:00.000Z',
  data,
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});

test('an address is guarded by its origin, unless another breaker or none was named', () => {
  const http = { taskType: 'http_request', taskConfig: { url: 'https://pay.example/a?b' }, breaker: null };
  expect(breakerOf(http)).toBe('https://pay.example');
  expect(breakerOf({ ...http, breaker: 'payments' })).toBe('payments');
  expect(breakerOf({ ...http, breaker: false })).toBeUndefined();
  expect(breakerOf({ ...http, taskConfig: { url: '{{trigger.data.url}}' } })).toBeUndefined();
  expect(breakerOf({ taskType: 'shell_command', taskConfig: {}, breaker: null })).toBeUndefined();
});

test('an event tells what it adds, and of which execution', () => {
  const told = event({ executionId: 'x', id: 7, label: 'nightly', attempt: 2, durationMs: 40, reason: null });
  expect(eventDetail(told)).toBe('attempt 2, duration ms 40');
  expect(toldOf(told)).toEqual({ id: '7', label: 'nightly' });
  expect(toldOf(event({ order: 1 }))).toBeUndefined();
  expect(toldOf(event({ executionId: '0190-abcdef' }))).toEqual({ id: '0190-abcdef', label: '…abcdef' });
});
