import type { Event } from '@tutti/contract';
import { expect, test } from 'vitest';
import { disablingReason, isAboutTelling, payloadOf, recipientsOf } from './deliver-decision.ts';
import type { WebhookRow } from './webhook-row.ts';

const event = (type: string, data: Event['data'] = {}, more: Partial<Event> = {}): Event => ({
  id: '1-1-0',
  type,
  at: '2026-01-01T00:00:10.000Z',
  data,
  actor: 'local',
  correlationId: null,
  causationId: null,
  depth: 0,
  ...more,
});
const webhook = (more: Partial<WebhookRow> = {}): WebhookRow =>
  ({
    id: 1,
    url: 'https://hooks.example.com:8443/in',
    events: ['*'],
    filter: null,
    enabled: true,
    active_since: new Date('2026-01-01T00:00:00Z'),
    ...more,
  }) as WebhookRow;

test.each([
  ['a plain event', event('order.paid'), webhook(), true],
  ['another type', event('order.paid'), webhook({ events: ['user.*'] }), false],
  ['a filter that holds', event('a.b', { n: 3 }), webhook({ filter: { 'data.n': 3 } }), true],
  ['a filter that does not', event('a.b', { n: 4 }), webhook({ filter: { 'data.n': 3 } }), false],
  ['a disabled webhook', event('a.b'), webhook({ enabled: false }), false],
  ['an event of before', event('a.b', {}, { at: '2025-12-31T23:59:59.999Z' }), webhook(), false],
  ['the end of a chain', event('a.b', {}, { depth: 10 }), webhook(), true],
  ['beyond it', event('a.b', {}, { depth: 11 }), webhook(), false],
  [
    'an execution of a task',
    event('execution.failed', { executionId: 'x', taskType: 'shell_command' }),
    webhook(),
    true,
  ],
  [
    'a delivery',
    event('execution.failed', { executionId: 'x', taskType: 'webhook_delivery' }),
    webhook(),
    false,
  ],
  [
    'a notification',
    event('execution.started', { executionId: 'x', taskType: 'notification' }),
    webhook(),
    false,
  ],
  ['an error of a delivery', event('error.recorded', { executionId: 'told' }), webhook(), false],
  ['an error of a task', event('error.recorded', { executionId: 'other' }), webhook(), true],
  ['its own disabling', event('webhook.disabled', { id: 1 }), webhook(), false],
  ["another's", event('webhook.disabled', { id: 2 }), webhook(), true],
  [
    'the breaker of its receiver',
    event('breaker.opened', { key: 'https://hooks.example.com:8443' }),
    webhook(),
    false,
  ],
  [
    'the breaker of its receiver at the usual port',
    event('breaker.opened', { key: 'https://example.com:443' }),
    webhook({ url: 'https://example.com/in' }),
    false,
  ],
  ['the breaker of another', event('breaker.opened', { key: 'https://example.com' }), webhook(), true],
])('%s', (_what, happened, hook, told) => {
  expect(recipientsOf(happened, [hook], new Set(['told']))).toEqual(told ? [hook] : []);
});

test('what is about telling is known by its task type or its execution', () => {
  expect(isAboutTelling(event('a.b', { taskType: 'notification' }))).toBe(true);
  expect(isAboutTelling(event('a.b', { executionId: 'x' }), new Set(['x']))).toBe(true);
  expect(isAboutTelling(event('a.b', { executionId: 'x' }))).toBe(false);
});

test('the payload has the fields of the convention', () => {
  expect(JSON.parse(payloadOf(event('a.b', { n: 1 })))).toMatchObject({
    type: 'a.b',
    timestamp: '2026-01-01T00:00:10.000Z',
    data: { n: 1 },
    id: '1-1-0',
  });
});

test('twenty failures are too many', () => {
  expect(disablingReason(19, 'x')).toBeUndefined();
  expect(disablingReason(20, 'no answer')).toBe('20 deliveries in a row failed; the last: no answer');
});
