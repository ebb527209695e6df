import { RETRY_POLICIES, type RetryPolicy } from '@tutti/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAfterFailure } from './retry-policy.ts';

const backoffOf = (policy: RetryPolicy) => (typeof policy === 'string' ? RETRY_POLICIES[policy] : policy);
const transient = false;

/** The delays after each failed attempt, in the middle of the jitter, until the policy is used up. */
function delaysOf(policy: RetryPolicy): number[] {
  const delays: number[] = [];
  for (let attempt = 1; ; attempt++) {
    const decision = decideAfterFailure({
      attempt,
      backoff: backoffOf(policy),
      permanent: transient,
      random: 0.5,
    });
    if (decision.kind === 'final') return delays;
    delays.push(decision.delayMs);
  }
}

test.each<[RetryPolicy, number[]]>([
  ['none', []],
  ['standard', [1000, 2000, 4000, 8000, 16_000]],
  ['conservative', [2000, 4000, 8000]],
  ['aggressive', [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000, 32_000]],
  [{ maxRetries: 3, initialDelayMs: 100, maxDelayMs: 1000, multiplier: 10, jitter: 0 }, [100, 1000, 1000]],
  [{ maxRetries: 2, initialDelayMs: 0, maxDelayMs: 1000, multiplier: 2, jitter: 0.5 }, [0, 0]],
  [{ maxRetries: 0, initialDelayMs: 5, maxDelayMs: 5, multiplier: 1, jitter: 0 }, []],
])('%j waits %j', (policy, delays) => expect(delaysOf(policy)).toEqual(delays));

describe('a failed attempt', () => {
  test('that is permanent is the last, whatever the policy', () => {
    for (const policy of ['standard', 'aggressive', 'conservative', 'none'] as const) {
      expect(
        decideAfterFailure({ attempt: 1, backoff: backoffOf(policy), permanent: true, random: 0 }),
      ).toEqual({
        kind: 'final',
      });
    }
  });

  test('waits at least as long as the service asked for, and never shorter than the policy says', () => {
    const wait = (retryAfterMs: number) =>
      decideAfterFailure({
        attempt: 1,
        backoff: RETRY_POLICIES.standard,
        permanent: false,
        retryAfterMs,
        random: 0.5,
      });
    expect(wait(60_000)).toEqual({ kind: 'retry', delayMs: 60_000 });
    expect(wait(10)).toEqual({ kind: 'retry', delayMs: 1000 });
  });

  test('is not given attempts by what the service asked for', () => {
    const asked = {
      attempt: 6,
      backoff: RETRY_POLICIES.standard,
      permanent: false,
      retryAfterMs: 1,
      random: 0,
    };
    expect(decideAfterFailure(asked)).toEqual({ kind: 'final' });
  });
});

test('for every policy: attempts end, delays stay within the jitter around the bounded power', () => {
  const policies = fc.record({
    maxRetries: fc.integer({ min: 0, max: 100 }),
    initialDelayMs: fc.integer({ min: 0, max: 86_400_000 }),
    maxDelayMs: fc.integer({ min: 0, max: 86_400_000 }),
    multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const arbitrary = [
    policies,
    fc.integer({ min: 1, max: 200 }),
    fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  ] as const;
  fc.assert(
    fc.property(...arbitrary, (policy, attempt, random) => {
      const decision = decideAfterFailure({ attempt, backoff: policy, permanent: false, random });
      if (attempt > policy.maxRetries) return decision.kind === 'final';
      if (decision.kind !== 'retry') return false;
      const plain = Math.min(policy.maxDelayMs, policy.initialDelayMs * policy.multiplier ** (attempt - 1));
      return (
        Number.isInteger(decision.delayMs) &&
        decision.delayMs >= Math.floor(plain * (1 - policy.jitter)) &&
        decision.delayMs <= Math.ceil(plain * (1 + policy.jitter))
      );
    }),
  );
});
