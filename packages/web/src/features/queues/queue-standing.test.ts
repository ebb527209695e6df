import type { Node, Queue } from '@tutti/contract';
import { expect, test } from 'vitest';
import { parseQueueFilters } from './queue-filters.ts';
import { formatLimits, limitsCommand, limitsOf, toPatch } from './detail/queue-limits.ts';
import { queueReason, queueStanding, queuesVerdict, rateWords, slotWords } from './queue-standing.ts';

const queue = (more: Partial<Queue> = {}): Queue => ({
  name: 'mail',
  ready: 0,
  running: 0,
  delayed: 0,
  oldestReadyAt: null,
  paused: null,
  concurrencyLimit: null,
  rate: null,
  depthLimit: 10_000,
  flow: null,
  ...more,
});
const worker = { state: 'active', roles: ['worker'], stoppedAt: null, refusal: null } as unknown as Node;
const drained = { ...worker, state: 'draining' } as Node;
const paused = { at: '2026-11-21T00:00:00.000Z', by: 'ana', reason: null };

test.each([
  ['flows', {}, [worker], 'open', null],
  [
    'has a rate',
    { ready: 3, rate: { count: 100, periodMs: 60_000 } },
    [worker],
    'open',
    'starts at most 100 a minute',
  ],
  ['is paused', { paused, ready: 5 }, [], 'paused', 'no reason given'],
  [
    'is paused with a reason',
    { paused: { ...paused, reason: 'mail is down' } },
    [worker],
    'paused',
    'mail is down',
  ],
  ['has nobody', { ready: 1 }, [], 'stuck', 'no node has the role worker'],
  ['has only the drained', { running: 2 }, [drained], 'stuck', 'all workers are drained; 2 may still end'],
  ['is empty without workers', {}, [], 'open', null],
  ['is full', { ready: 10_000 }, [worker], 'saturated', 'refuses more from 10,000 waiting on'],
  ['has no depth limit', { ready: 10_000, depthLimit: 0 }, [worker], 'open', null],
  [
    'is at its limit',
    { ready: 1, running: 2, concurrencyLimit: 2 },
    [worker],
    'limited',
    '2 of 2 slots taken',
  ],
] as const)('a queue that %s says so', (_, more, nodes, standing, reason) => {
  expect(queueStanding(queue(more), nodes)).toBe(standing);
  expect(queueReason(queue(more), nodes)).toBe(reason);
});

test('before the nodes are known nothing is said of them', () =>
  expect(queueStanding(queue({ ready: 1 }), undefined)).toBe('open'));

test.each([
  [[], 'No queue yet'],
  [[queue({ ready: 2 })], 'All queues flow · 2 waiting'],
  [[queue({ paused, ready: 2 })], 'mail is paused by ana · 2 waiting'],
  [[queue({ paused }), queue({ name: 'sms', paused })], '2 queues paused: mail and sms · 0 waiting'],
  [[queue({ ready: 10_000 })], 'mail full: more is refused · 10,000 waiting'],
])('the verdict names the queue and who holds it', (queues, text) =>
  expect(queuesVerdict(queues, [worker]).text).toBe(text),
);

test.each([
  [{ count: 5, periodMs: 1000 }, '5 a second'],
  [{ count: 100, periodMs: 60_000 }, '100 a minute'],
  [{ count: 3, periodMs: 90_000 }, '3 in 1 m 30 s'],
])('the rate %j reads %s', (rate, words) => expect(rateWords(rate)).toBe(words));

test('slots are told as they wait', () => {
  expect(slotWords({ limit: 1, slots: [{} as never] })).toBe('0 of 1 slot free');
  expect(slotWords({ limit: 3, slots: [] })).toBe('3 of 3 slots free');
});

test('an address that makes no sense narrows nothing', () => {
  expect(parseQueueFilters({ view: 'x', state: 'y', text: '  ' })).toEqual({});
  expect(parseQueueFilters({ view: 'keys', state: 'paused', text: 'ma' })).toEqual({
    view: 'keys',
    state: 'paused',
    text: 'ma',
  });
});

test('limits go into the form and back; what is unchanged is not sent', () => {
  const limited = queue({ concurrencyLimit: 4, rate: { count: 100, periodMs: 60_000 }, depthLimit: 0 });
  const form = limitsOf(limited);
  expect(form).toEqual({ concurrency: '4', count: '100', period: '60000', depth: '' });
  expect(toPatch(form, limited)).toEqual({ patch: {}, errors: {} });
  expect(toPatch({ ...form, concurrency: '', count: '', depth: '50' }, limited).patch).toEqual({
    concurrencyLimit: null,
    rate: null,
    depthLimit: 50,
  });
  expect(toPatch({ ...form, count: '20' }, limited).patch).toEqual({ rate: { count: 20, periodMs: 60_000 } });
});

test.each(['0', '-1', '1.5', 'many', '9999999'])('a limit of %s is refused with its fix', (text) =>
  expect(toPatch({ ...limitsOf(queue()), concurrency: text }, queue()).errors.concurrency).toMatch(
    /whole number from 1 to 1,000,000, or leave it empty/,
  ),
);

test('the form as a command', () => {
  expect(limitsCommand('mail', limitsOf(queue()))).toBe(
    'tutti queue set mail --concurrency none --rate none --depth 10000',
  );
  expect(limitsCommand('mail', { concurrency: '2', count: '100', period: '60000', depth: '' })).toBe(
    'tutti queue set mail --concurrency 2 --rate 100/1m --depth none',
  );
});

test('limits in a line', () => {
  expect(formatLimits(queue())).toBe('10,000 waiting at most');
  expect(formatLimits(queue({ depthLimit: 0 }))).toBe('none');
  expect(formatLimits(queue({ concurrencyLimit: 2, rate: { count: 5, periodMs: 1000 } }))).toBe(
    '2 at once · 5 a second · 10,000 waiting at most',
  );
});
