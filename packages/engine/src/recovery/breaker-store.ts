import type { BreakerState, BreakerThresholds } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import type { BreakerRow, ShownRow } from './breaker-row.ts';
import type { BreakerFacts } from './breaker-state.ts';

const ms = (column: string, name = column): string =>
  `(1000 * extract(epoch from ${column}))::float8 as ${name}`;
const COLUMNS = `
  b.key, state, pin, tripped, ${ms('since')}, ${ms('half_open_at')}, failures_in_a_row, trial_successes, buckets, thresholds, calls, failures,
  opened, ${ms('last_failure_at')}, last_failure, reason, changed_by, ${ms('created_at')}, ${ms('updated_at')}, ${ms('clock_timestamp()', 'now')}`;

/** Makes the breakers that are not there yet. In order, so that two callers wait for one another instead of deadlocking. */
export const ensureBreakers = (tx: Queryable, keys: readonly string[]): Promise<unknown> =>
  tx.query(
    `insert into circuit_breakers (key) select x from unnest($1::text[]) x order by 1 on conflict do nothing`,
    [keys],
  );

/** Keeps others away from these breakers until the transaction ends. */
export const lockBreakers = (tx: Queryable, keys: readonly string[]): Promise<BreakerRow[]> =>
  tx.query<BreakerRow>(
    `select ${COLUMNS} from circuit_breakers b where key = any ($1::text[]) order by key for update`,
    [keys],
  );

/** All that a node must keep in mind: of any other breaker it lets every call through. */
export const readNotable = (db: Queryable): Promise<BreakerRow[]> =>
  db.query<BreakerRow>(
    `select ${COLUMNS} from circuit_breakers b where state <> 'closed' or pin <> 'auto' or thresholds::text <> '{}'`,
  );

export interface BreakerChange {
  key: string;
  facts: BreakerFacts;
  lastFailure?: { code: string; message: string } | undefined;
  /** Set by an operator's act; absent: both stay. */
  by?: { actor: string | null; reason: string | null } | undefined;
}

const WRITE = `
  update circuit_breakers b set state = x.state, pin = x.pin, tripped = x.tripped, since = to_timestamp(x.since / 1000.0),
         half_open_at = to_timestamp(x.half_open_at / 1000.0), failures_in_a_row = x.failures_in_a_row, trial_successes = x.trial_successes,
         buckets = x.buckets, calls = x.calls, failures = x.failures, opened = x.opened,
         last_failure_at = case when x.last_failure is null then b.last_failure_at else clock_timestamp() end,
         last_failure = coalesce(x.last_failure, b.last_failure),
         reason = case when x.acted then x.reason else b.reason end,
         changed_by = case when x.acted then x.changed_by else b.changed_by end
    from json_to_recordset($1::json)
         as x(key text, state text, pin text, tripped boolean, since float8, half_open_at float8, failures_in_a_row int, trial_successes int,
              buckets json, calls bigint, failures bigint, opened bigint, last_failure json, acted boolean, reason text, changed_by text)
   where b.key = x.key`;

export async function writeBreakers(tx: Queryable, changes: readonly BreakerChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ key, facts, lastFailure, by }) => ({
    key,
    state: facts.state,
    pin: facts.pin,
    tripped: facts.tripped,
    since: facts.since,
    half_open_at: facts.halfOpenAt,
    failures_in_a_row: facts.failuresInARow,
    trial_successes: facts.trialSuccesses,
    buckets: facts.buckets,
    calls: facts.calls,
    failures: facts.failures,
    opened: facts.opened,
    last_failure: lastFailure,
    acted: by !== undefined,
    reason: by?.reason,
    changed_by: by?.actor,
  }));
  await tx.query(WRITE, [storableJson(rows)]);
}

export const writeThresholds = (
  tx: Queryable,
  key: string,
  thresholds: Partial<BreakerThresholds>,
): Promise<unknown> =>
  tx.query(`update circuit_breakers set thresholds = $2::json where key = $1`, [
    key,
    JSON.stringify(thresholds),
  ]);

/** Breakers nobody has called for so long, and that nobody has set, are forgotten: a service may have any number of addresses. */
export const forgetIdle = (db: Queryable, days: number): Promise<unknown> =>
  db.query(
    `delete from circuit_breakers where updated_at < now() - $1 * interval '1 day' and state = 'closed' and pin = 'auto' and thresholds::text = '{}'`,
    [days],
  );

/** Those that hold work back first, then those that an operator holds closed. */
const RANK = `case state when 'open' then 0 when 'half_open' then 1 else case pin when 'auto' then 3 else 2 end end`;
const MOST_COUNTED = 10_000;
const SHOWN = `
  ${COLUMNS}, (select count(*)::int from breaker_trials t where t.key = b.key and expires_at > now()) as trials,
  (select count(*)::int from (select from live_executions e where hold = 'breaker' and status = 'pending' and deferred_by = b.key limit ${MOST_COUNTED}) d) as deferred`;

export async function showBreaker(db: Queryable, key: string): Promise<ShownRow | undefined> {
  return (await db.query<ShownRow>(`select ${SHOWN} from circuit_breakers b where b.key = $1`, [key]))[0];
}

interface ListQuery {
  state: readonly BreakerState[] | undefined;
  text: string | undefined;
  limit: number;
  offset: number;
}

export async function listShown(
  db: Queryable,
  { state, text, limit, offset }: ListQuery,
): Promise<{ rows: ShownRow[]; total: number }> {
  const like = text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
  const filter = `($1::text[] is null or b.state = any ($1)) and ($2::text is null or b.key ilike $2)`;
  const [rows, [count]] = await Promise.all([
    db.query<ShownRow>(
      `select ${SHOWN} from (select * from circuit_breakers b where ${filter}
         order by ${RANK}, key limit $3 offset $4) b
        order by ${RANK}, b.key`,
      [state ?? null, like, limit, offset],
    ),
    db.query<{ total: number }>(
      `select count(*)::int as total from (select from circuit_breakers b where ${filter} limit 10001) x`,
      [state ?? null, like],
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

/** Keys that resemble what was asked for. */
export const knownKeys = async (db: Queryable): Promise<string[]> =>
  (
    await db.query<{ key: string }>(`select key from circuit_breakers order by updated_at desc limit 200`)
  ).map((row) => row.key);
