import type { BreakerPin, BreakerState, BreakerThresholds } from '@tutti/contract';
import type { Tally } from './breaker-tally.ts';

/** Start in ms, calls, failures: a part of the sliding window. */
export type Bucket = [atMs: number, calls: number, failures: number];

/** What a breaker knows. Times are ms since 1970, by the database's clock. */
export interface BreakerFacts {
  state: BreakerState;
  pin: BreakerPin;
  tripped: boolean;
  since: number;
  /** When trials are let through; null while not open, or open without an end. */
  halfOpenAt: number | null;
  failuresInARow: number;
  trialSuccesses: number;
  buckets: readonly Bucket[];
  calls: number;
  failures: number;
  opened: number;
}

/** What may happen to it. */
export type BreakerInput =
  | { kind: 'calls'; tally: Tally }
  /** Results of trials whose token still stood. */
  | { kind: 'trials'; successes: number; failures: number }
  | { kind: 'time' }
  | { kind: 'trip' }
  | { kind: 'reset' }
  | { kind: 'pin'; pin: BreakerPin };

export type BreakerEvent = 'breaker.opened' | 'breaker.half_opened' | 'breaker.closed' | 'breaker.tripped';

export interface BreakerDecision {
  next: BreakerFacts;
  /** Null when the state stays. */
  event: BreakerEvent | null;
}

/** The window moves on by a part of itself at a time. */
const PARTS = 20;

export const newBreaker = (now: number): BreakerFacts => ({
  state: 'closed',
  pin: 'auto',
  tripped: false,
  since: now,
  halfOpenAt: null,
  failuresInARow: 0,
  trialSuccesses: 0,
  buckets: [],
  calls: 0,
  failures: 0,
  opened: 0,
});

/** What becomes of a breaker. Pure: the caller locks the row before and persists the answer. */
export function decideBreaker(
  facts: BreakerFacts,
  input: BreakerInput,
  thresholds: BreakerThresholds,
  now: number,
): BreakerDecision {
  switch (input.kind) {
    case 'calls':
      return afterCalls(facts, input.tally, thresholds, now);
    case 'trials':
      return afterTrials(facts, input, thresholds, now);
    case 'time':
      return isDue(facts, now) ? halfOpened(facts, now) : unchanged(facts);
    case 'trip': {
      const next = {
        ...opened(facts, thresholds, now).next,
        pin: 'auto',
        tripped: true,
        halfOpenAt: null,
      } as const;
      return { next, event: facts.tripped ? null : 'breaker.tripped' };
    }
    case 'reset':
      return closed({ ...facts, pin: 'auto', tripped: false }, now);
    case 'pin':
      return pinned(facts, input.pin, thresholds, now);
  }
}

/** True when the time of an open breaker has come and nobody holds it open. */
export const isDue = (
  { state, halfOpenAt }: Pick<BreakerFacts, 'state' | 'halfOpenAt'>,
  now: number,
): boolean => state === 'open' && halfOpenAt !== null && halfOpenAt <= now;

/** Calls and failures of the last `windowMs`. */
export function windowOf(
  buckets: readonly Bucket[],
  windowMs: number,
  now: number,
): { calls: number; failures: number; failureRatePercent: number | null } {
  const open = current(buckets, windowMs, now);
  const calls = open.reduce((sum, bucket) => sum + bucket[1], 0);
  const failures = open.reduce((sum, bucket) => sum + bucket[2], 0);
  return { calls, failures, failureRatePercent: calls === 0 ? null : (100 * failures) / calls };
}

function afterCalls(
  facts: BreakerFacts,
  tally: Tally,
  thresholds: BreakerThresholds,
  now: number,
): BreakerDecision {
  const counted = {
    ...facts,
    calls: facts.calls + tally.calls,
    failures: facts.failures + tally.failures,
  };
  // What was under way when it opened says nothing about the service of now.
  if (facts.state !== 'closed') return unchanged(counted);
  const longest = Math.max(facts.failuresInARow + tally.leading, tally.longest);
  const next = {
    ...counted,
    failuresInARow: tally.failures === tally.calls ? facts.failuresInARow + tally.failures : tally.trailing,
    buckets: counting(facts.buckets, tally, thresholds.windowMs, now),
  };
  if (facts.pin !== 'auto') return unchanged(next);
  const window = windowOf(next.buckets, thresholds.windowMs, now);
  const tooMany =
    window.calls >= thresholds.minCalls &&
    window.failures > 0 &&
    window.failures * 100 >= window.calls * thresholds.failureRatePercent;
  return tooMany || longest >= thresholds.failuresInARow ? opened(next, thresholds, now) : unchanged(next);
}

function afterTrials(
  facts: BreakerFacts,
  { successes, failures }: { successes: number; failures: number },
  thresholds: BreakerThresholds,
  now: number,
): BreakerDecision {
  if (facts.state !== 'half_open') return unchanged(facts);
  if (failures > 0) return opened(facts, thresholds, now);
  const next = { ...facts, trialSuccesses: facts.trialSuccesses + successes };
  return next.trialSuccesses >= thresholds.successesToClose ? closed(next, now) : unchanged(next);
}

function pinned(
  facts: BreakerFacts,
  pin: BreakerPin,
  thresholds: BreakerThresholds,
  now: number,
): BreakerDecision {
  const free = { ...facts, pin, tripped: false };
  switch (pin) {
    case 'open': {
      const { next, event } = opened(free, thresholds, now);
      return { next: { ...next, halfOpenAt: null }, event };
    }
    case 'closed':
      return closed(free, now);
    case 'auto':
      // Held open until now: whether the service is well again is for trials to find out.
      return facts.state === 'open' && facts.halfOpenAt === null ? halfOpened(free, now) : unchanged(free);
  }
}

const unchanged = (next: BreakerFacts): BreakerDecision => ({ next, event: null });

function opened(facts: BreakerFacts, { openMs }: BreakerThresholds, now: number): BreakerDecision {
  const again = facts.state === 'open';
  return {
    next: {
      ...facts,
      state: 'open',
      since: again ? facts.since : now,
      halfOpenAt: now + openMs,
      trialSuccesses: 0,
      opened: facts.opened + (again ? 0 : 1),
    },
    event: again ? null : 'breaker.opened',
  };
}

const halfOpened = (facts: BreakerFacts, now: number): BreakerDecision => ({
  next: { ...facts, state: 'half_open', since: now, halfOpenAt: null, trialSuccesses: 0 },
  event: 'breaker.half_opened',
});

/** Starts counting afresh. */
const closed = (facts: BreakerFacts, now: number): BreakerDecision => ({
  next: {
    ...facts,
    state: 'closed',
    since: facts.state === 'closed' ? facts.since : now,
    halfOpenAt: null,
    failuresInARow: 0,
    trialSuccesses: 0,
    buckets: [],
  },
  event: facts.state === 'closed' ? null : 'breaker.closed',
});

const current = (buckets: readonly Bucket[], windowMs: number, now: number): readonly Bucket[] =>
  buckets.filter(([at]) => at > now - windowMs);

function counting(buckets: readonly Bucket[], tally: Tally, windowMs: number, now: number): Bucket[] {
  const partMs = Math.max(1, Math.floor(windowMs / PARTS));
  const at = now - (now % partMs);
  const kept = current(buckets, windowMs, now).map((bucket): Bucket => [...bucket]);
  const last = kept.at(-1);
  if (last && last[0] >= at) {
    last[1] += tally.calls;
    last[2] += tally.failures;
  } else kept.push([at, tally.calls, tally.failures]);
  return kept;
}
