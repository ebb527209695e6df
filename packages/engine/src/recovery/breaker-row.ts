import { BREAKER_DEFAULTS, type Breaker, type BreakerThresholds } from '@tutti/contract';
import { type BreakerFacts, type Bucket, windowOf } from './breaker-state.ts';

/** A row of `circuit_breakers`; times as ms since 1970. */
export interface BreakerRow {
  key: string;
  state: BreakerFacts['state'];
  pin: BreakerFacts['pin'];
  tripped: boolean;
  since: number;
  half_open_at: number | null;
  failures_in_a_row: number;
  trial_successes: number;
  buckets: Bucket[];
  thresholds: Partial<BreakerThresholds>;
  calls: number;
  failures: number;
  opened: number;
  last_failure_at: number | null;
  last_failure: { code: string; message: string } | null;
  reason: string | null;
  changed_by: string | null;
  created_at: number;
  updated_at: number;
  /** The database's clock when it was read. */
  now: number;
}

/** A row with what is counted elsewhere. */
export interface ShownRow extends BreakerRow {
  trials: number;
  deferred: number;
}

export const thresholdsOf = (row: Pick<BreakerRow, 'thresholds'>): BreakerThresholds => ({
  ...BREAKER_DEFAULTS,
  ...row.thresholds,
});

export const toFacts = (row: BreakerRow): BreakerFacts => ({
  state: row.state,
  pin: row.pin,
  tripped: row.tripped,
  since: row.since,
  halfOpenAt: row.half_open_at,
  failuresInARow: row.failures_in_a_row,
  trialSuccesses: row.trial_successes,
  buckets: row.buckets,
  calls: row.calls,
  failures: row.failures,
  opened: row.opened,
});

const iso = (ms: number): string => new Date(ms).toISOString();

export function toBreaker(row: ShownRow): Breaker {
  const thresholds = thresholdsOf(row);
  const { calls, failures, failureRatePercent } = windowOf(row.buckets, thresholds.windowMs, row.now);
  return {
    key: row.key,
    state: row.state,
    pin: row.pin,
    tripped: row.tripped,
    since: iso(row.since),
    reason: row.reason,
    changedBy: row.changed_by,
    halfOpenAt: row.half_open_at === null ? null : iso(row.half_open_at),
    thresholds,
    window: {
      calls,
      failures,
      failureRatePercent: failureRatePercent === null ? null : Math.round(failureRatePercent * 10) / 10,
    },
    failuresInARow: row.failures_in_a_row,
    trials: { running: row.trials, successes: row.trial_successes },
    deferred: row.deferred,
    totals: { calls: row.calls, failures: row.failures, opened: row.opened },
    lastFailure:
      row.last_failure_at === null || row.last_failure === null
        ? null
        : { at: iso(row.last_failure_at), ...row.last_failure },
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  };
}
