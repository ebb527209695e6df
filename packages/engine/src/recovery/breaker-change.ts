import type { BreakerThresholds } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { type NewEvent, appendEvents } from '../events/index.ts';
import { type BreakerRow, thresholdsOf, toFacts } from './breaker-row.ts';
import {
  type BreakerEvent,
  type BreakerFacts,
  type BreakerInput,
  decideBreaker,
  windowOf,
} from './breaker-state.ts';
import { type BreakerChange, ensureBreakers, lockBreakers, writeBreakers } from './breaker-store.ts';
import { clearTrials, endTrials } from './trial-store.ts';

/** What came of a trial; null: nothing that says how the service is. */
export interface TrialResult {
  id: number;
  succeeded: boolean | null;
}

export interface Proposal {
  inputs: readonly BreakerInput[];
  trials?: readonly TrialResult[];
  lastFailure?: { code: string; message: string } | undefined;
  by?: { actor: string; reason: string | null } | undefined;
}

/** A breaker as it stands after a change. */
export interface Changed {
  key: string;
  before: BreakerRow;
  facts: BreakerFacts;
  thresholds: BreakerThresholds;
  /** The database's clock. */
  now: number;
  events: readonly BreakerEvent[];
}

/**
 * Locks the breakers, makes those that are new, lets the pure decision fall on the newest facts, and tells of every
 * change of state. The one way in which a breaker changes.
 */
export async function changeBreakers(
  tx: Queryable,
  proposals: ReadonlyMap<string, Proposal>,
): Promise<Changed[]> {
  const keys = [...proposals.keys()].sort();
  let rows = await lockBreakers(tx, keys);
  if (rows.length < keys.length) {
    await ensureBreakers(tx, keys);
    rows = await lockBreakers(tx, keys);
  }
  const changed: Changed[] = [];
  for (const row of rows) changed.push(await changeOne(tx, row, proposals.get(row.key) as Proposal));
  await writeBreakers(
    tx,
    changed.map((change) => toWrite(change, proposals.get(change.key) as Proposal)),
  );
  const turned = changed.filter(({ events }) => events.length > 0);
  if (turned.length > 0) {
    await clearTrials(
      tx,
      turned.map(({ key }) => key),
    );
    await appendEvents(
      tx,
      turned.flatMap((change) => eventsOf(change, proposals.get(change.key) as Proposal)),
    );
  }
  return changed;
}

async function changeOne(
  tx: Queryable,
  row: BreakerRow,
  { inputs, trials = [] }: Proposal,
): Promise<Changed> {
  const thresholds = thresholdsOf(row);
  const standing = await endTrials(
    tx,
    row.key,
    trials.map(({ id }) => id),
  );
  const counted = trials.filter(({ id, succeeded }) => standing.has(id) && succeeded !== null);
  const successes = counted.filter(({ succeeded }) => succeeded).length;
  const results: BreakerInput[] =
    counted.length > 0 ? [{ kind: 'trials', successes, failures: counted.length - successes }] : [];
  let facts = toFacts(row);
  const events: BreakerEvent[] = [];
  for (const input of [...inputs, ...results]) {
    const decision = decideBreaker(facts, input, thresholds, row.now);
    facts = decision.next;
    if (decision.event) events.push(decision.event);
  }
  return { key: row.key, before: row, facts, thresholds, now: row.now, events };
}

/** By itself a breaker has no reason but its figures: an operator's is over when it turns. */
function toWrite({ key, facts, events }: Changed, { lastFailure, by }: Proposal): BreakerChange {
  const act = by ?? (events.length > 0 ? { actor: null, reason: null } : undefined);
  return { key, facts, lastFailure, by: act };
}

function eventsOf(
  { key, facts, thresholds, now, events }: Changed,
  { by, lastFailure }: Proposal,
): NewEvent[] {
  return events.map((type) => ({
    type,
    actor: by?.actor,
    data: {
      key,
      state: facts.state,
      halfOpenAt: facts.halfOpenAt === null ? null : new Date(facts.halfOpenAt).toISOString(),
      reason: by?.reason ?? null,
      ...(type === 'breaker.opened' && {
        window: windowOf(facts.buckets, thresholds.windowMs, now),
        failuresInARow: facts.failuresInARow,
        lastFailure: lastFailure ?? null,
      }),
    },
  }));
}
