import { BREAKER_DEFAULTS, type Breaker } from '@tutti/contract';
import { expect, test } from 'vitest';
import { shownBreaker } from './breaker-words.ts';
import { arrowsOf } from './diagram.ts';
import { historyLine } from './history-words.ts';
import { formOf, patchOf } from './threshold-form.ts';

const breaker = {
  state: 'closed',
  pin: 'auto',
  tripped: false,
  thresholds: BREAKER_DEFAULTS,
  window: { calls: 12, failures: 2, failureRatePercent: 16.7 },
  failuresInARow: 1,
  trials: { running: 0, successes: 0 },
} as unknown as Breaker;

test.each([
  [{ state: 'closed', pin: 'auto', tripped: false }, 'Closed'],
  [{ state: 'open', pin: 'auto', tripped: false }, 'Open'],
  [{ state: 'open', pin: 'auto', tripped: true }, 'Tripped'],
  [{ state: 'closed', pin: 'closed', tripped: false }, 'Pinned closed'],
  [{ state: 'half_open', pin: 'auto', tripped: false }, 'Half open'],
] as const)('%o is shown as %s', (standing, word) => {
  expect(shownBreaker(standing).word).toBe(word);
});

test('the diagram tells the thresholds, how far they are, and which way may be next', () => {
  const [opens] = arrowsOf(breaker);
  expect(opens?.words).toEqual([
    '50 % of 10 or more calls',
    'fail in 1 m, or 5 in a row',
    'now 2 of 12, 1 in a row',
  ]);
  const live = (changes: Partial<Breaker>): string[] =>
    arrowsOf({ ...breaker, ...changes })
      .filter((arrow) => arrow.live)
      .map((arrow) => arrow.turn);
  expect(live({})).toEqual(['opens']);
  expect(live({ state: 'open' })).toEqual(['half_opens']);
  expect(live({ state: 'half_open' })).toEqual(['closes', 'reopens']);
  expect(live({ state: 'open', tripped: true })).toEqual([]);
  expect(live({ pin: 'closed' })).toEqual([]);
});

test('the history tells why: an operator, or the figures', () => {
  expect(historyLine({ type: 'breaker.tripped', data: { reason: 'down until noon' } })).toEqual({
    kind: 'paused',
    word: 'Tripped',
    why: 'down until noon',
  });
  const data = { reason: null, window: { calls: 5, failures: 4 }, failuresInARow: 4, lastFailure: null };
  expect(historyLine({ type: 'breaker.opened', data }).why).toBe('4 of 5 calls failed, 4 failures in a row');
  expect(historyLine({ type: 'breaker.closed', data: {} }).why).toBeNull();
});

test('thresholds: only what differs is sent, an emptied field goes back to the default', () => {
  const form = formOf(BREAKER_DEFAULTS);
  expect(patchOf(form, BREAKER_DEFAULTS)).toEqual({});
  expect(
    patchOf({ ...form, minCalls: '20', trials: '', open: { value: '2', unit: 'm' } }, BREAKER_DEFAULTS),
  ).toEqual({ minCalls: 20, trials: null, openMs: 120_000 });
});
