import { BREAKER_DEFAULTS, type BreakerPin } from '@tutti/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BreakerFacts,
  type BreakerInput,
  decideBreaker,
  newBreaker,
  windowOf,
} from './breaker-state.ts';
import { type Tally, addCall, emptyTally, joinTallies } from './breaker-tally.ts';

const NOW = 1_800_000_000_000;
const calls = (text: string): BreakerInput => ({
  kind: 'calls',
  tally: text.split('').reduce((tally, letter) => addCall(tally, letter === 'x'), emptyTally()),
});
const decide = (facts: BreakerFacts, input: BreakerInput, now = NOW) =>
  decideBreaker(facts, input, BREAKER_DEFAULTS, now);

const closed = newBreaker(NOW - 1000);
const open: BreakerFacts = { ...closed, state: 'open', halfOpenAt: NOW, opened: 1 };
const halfOpen: BreakerFacts = { ...closed, state: 'half_open', opened: 1 };
const tripped: BreakerFacts = { ...open, tripped: true, halfOpenAt: null };
const pinnedOpen: BreakerFacts = { ...open, pin: 'open', halfOpenAt: null };
const pinnedClosed: BreakerFacts = { ...closed, pin: 'closed' };

const pin = (to: BreakerPin): BreakerInput => ({ kind: 'pin', pin: to });
const STATES = { closed, open, halfOpen, tripped, pinnedOpen, pinnedClosed };
const INPUTS = {
  failures: calls('xxxxx'),
  successes: calls('....'),
  time: { kind: 'time' },
  trialFailed: { kind: 'trials', successes: 2, failures: 1 },
  trialsWell: { kind: 'trials', successes: 3, failures: 0 },
  trip: { kind: 'trip' },
  reset: { kind: 'reset' },
  pinOpen: pin('open'),
  pinClosed: pin('closed'),
  pinAuto: pin('auto'),
} as const satisfies Record<string, BreakerInput>;

/** State, how it is held, and the event told. */
const MATRIX: Record<keyof typeof STATES, Record<keyof typeof INPUTS, string>> = {
  closed: {
    failures: 'open opened',
    successes: 'closed',
    time: 'closed',
    trialFailed: 'closed',
    trialsWell: 'closed',
    trip: 'open tripped tripped',
    reset: 'closed',
    pinOpen: 'open pinned opened',
    pinClosed: 'closed pinned',
    pinAuto: 'closed',
  },
  open: {
    failures: 'open',
    successes: 'open',
    time: 'half_open half_opened',
    trialFailed: 'open',
    trialsWell: 'open',
    trip: 'open tripped tripped',
    reset: 'closed closed',
    pinOpen: 'open pinned',
    pinClosed: 'closed pinned closed',
    pinAuto: 'open',
  },
  halfOpen: {
    failures: 'half_open',
    successes: 'half_open',
    time: 'half_open',
    trialFailed: 'open opened',
    trialsWell: 'closed closed',
    trip: 'open tripped tripped',
    reset: 'closed closed',
    pinOpen: 'open pinned opened',
    pinClosed: 'closed pinned closed',
    pinAuto: 'half_open',
  },
  tripped: {
    failures: 'open tripped',
    successes: 'open tripped',
    time: 'open tripped',
    trialFailed: 'open tripped',
    trialsWell: 'open tripped',
    trip: 'open tripped',
    reset: 'closed closed',
    pinOpen: 'open pinned',
    pinClosed: 'closed pinned closed',
    pinAuto: 'half_open half_opened',
  },
  pinnedOpen: {
    failures: 'open pinned',
    successes: 'open pinned',
    time: 'open pinned',
    trialFailed: 'open pinned',
    trialsWell: 'open pinned',
    trip: 'open tripped tripped',
    reset: 'closed closed',
    pinOpen: 'open pinned',
    pinClosed: 'closed pinned closed',
    pinAuto: 'half_open half_opened',
  },
  pinnedClosed: {
    failures: 'closed pinned',
    successes: 'closed pinned',
    time: 'closed pinned',
    trialFailed: 'closed pinned',
    trialsWell: 'closed pinned',
    trip: 'open tripped tripped',
    reset: 'closed',
    pinOpen: 'open pinned opened',
    pinClosed: 'closed pinned',
    pinAuto: 'closed',
  },
};

test.each(
  Object.entries(MATRIX).flatMap(([from, row]) =>
    Object.entries(row).map(([input, expected]) => [from, input, expected] as const),
  ),
)('%s, %s: %s', (from, input, expected) => {
  const { next, event } = decide(STATES[from as keyof typeof STATES], INPUTS[input as keyof typeof INPUTS]);
  const held = next.tripped ? ' tripped' : next.pin === 'auto' ? '' : ' pinned';
  expect(`${next.state}${held}${event ? ` ${event.slice(8)}` : ''}`).toBe(expected);
});

describe('opening', () => {
  test.each([
    ['five failures in a row', ['xxxxx'], 'open'],
    ['four failures in a row', ['xxxx'], 'closed'],
    ['five in a row across flushes', ['xxx', 'xx'], 'open'],
    ['a success between', ['xxxx', '.', 'xxxx'], 'closed'],
    ['five in a row inside one flush', ['..xxxxx.'], 'open'],
    ['half of ten', ['x.x.x.x.x.'], 'open'],
    ['half of nine calls and less', ['x.x.x.x..'], 'closed'],
    ['four of ten', ['x..x..x..x'], 'closed'],
    ['half of ten across flushes', ['x.x.', 'x.', 'x.x.'], 'open'],
    ['no failure at all', ['....................'], 'closed'],
  ])('%s', (_, flushes, state) => {
    const facts = flushes.reduce((before, text) => decide(before, calls(text)).next, closed);
    expect(facts.state).toBe(state);
    if (state === 'open') expect(facts).toMatchObject({ halfOpenAt: NOW + 60_000, opened: 1, since: NOW });
  });

  test('failures older than the window do not count, nor those before a close', () => {
    const early = decide(closed, calls('x.x.x.x.')).next;
    expect(decide(early, calls('x.'), NOW + 64_000).next.state).toBe('closed');
    expect(decide(early, calls('x.'), NOW + 30_000).next.state).toBe('open');
    const again = decide(decide(early, { kind: 'reset' }).next, calls('x.')).next;
    expect(windowOf(again.buckets, 60_000, NOW)).toEqual({ calls: 2, failures: 1, failureRatePercent: 50 });
  });
});

test('three successes close it, in any number of answers; one failure opens it for as long again', () => {
  const one = decide(halfOpen, { kind: 'trials', successes: 1, failures: 0 }).next;
  expect(one).toMatchObject({ state: 'half_open', trialSuccesses: 1 });
  expect(decide(one, { kind: 'trials', successes: 2, failures: 0 }).next.state).toBe('closed');
  expect(decide(one, { kind: 'trials', successes: 5, failures: 1 }, NOW + 7).next).toMatchObject({
    state: 'open',
    halfOpenAt: NOW + 60_007,
    trialSuccesses: 0,
    opened: 2,
  });
});

test('the time has not come a moment before', () => {
  expect(decide(open, { kind: 'time' }, NOW - 1).event).toBeNull();
  expect(decide(open, { kind: 'time' }, NOW).event).toBe('breaker.half_opened');
});

describe('properties', () => {
  const text = fc.stringMatching(/^[x.]{0,30}$/);
  const tallyOf = (all: string): Tally => (calls(all) as { tally: Tally }).tally;

  test('a tally is the same however its calls were split', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(joinTallies(tallyOf(a), tallyOf(b))).toEqual(tallyOf(a + b));
        const longest = Math.max(...(a + b).split('.').map((run) => run.length));
        expect(tallyOf(a + b).longest).toBe(longest);
      }),
    );
  });

  const anyInput: fc.Arbitrary<BreakerInput> = fc.oneof(
    text.map(calls),
    fc.record({ kind: fc.constant('trials' as const), successes: fc.nat(4), failures: fc.nat(2) }),
    fc.constantFrom<BreakerInput>({ kind: 'time' }, { kind: 'trip' }, { kind: 'reset' }),
    fc.constantFrom<BreakerPin>('auto', 'open', 'closed').map(pin),
  );

  test('whatever happens, what is stored makes sense, and an event is told exactly when the state turns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyInput, fc.nat(50_000)), { maxLength: 60 }), (steps) => {
        let [facts, now] = [newBreaker(NOW), NOW];
        let [asked, failed] = [0, 0];
        for (const [input, passed] of steps) {
          now += passed;
          const before = facts;
          const decision = decideBreaker(facts, input, BREAKER_DEFAULTS, now);
          facts = decision.next;
          if (input.kind === 'calls')
            [asked, failed] = [asked + input.tally.calls, failed + input.tally.failures];
          // The constraints of the table.
          expect(facts.pin === 'auto' || (facts.state === facts.pin && !facts.tripped)).toBe(true);
          expect(!facts.tripped || facts.state === 'open').toBe(true);
          expect(facts.halfOpenAt === null || facts.state === 'open').toBe(true);
          // An open breaker has a way out: time, or the operator who holds it.
          if (facts.state === 'open')
            expect(facts.halfOpenAt !== null || facts.tripped || facts.pin === 'open').toBe(true);
          const turned = before.state !== facts.state || (input.kind === 'trip' && !before.tripped);
          expect(decision.event !== null).toBe(turned);
          expect([facts.calls, facts.failures]).toEqual([asked, failed]);
          expect(facts.opened - before.opened).toBe(
            before.state !== 'open' && facts.state === 'open' ? 1 : 0,
          );
          expect(facts.buckets.length).toBeLessThanOrEqual(21);
        }
      }),
    );
  });
});
