import type { BreakerThresholds } from '@tutti/contract';
import { BREAKER_DEFAULTS } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { ClaimedRow, Gate, Outcome } from '../execution/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import { type Changed, type Proposal, type TrialResult, changeBreakers } from './breaker-change.ts';
import { type BreakerRow, thresholdsOf, toFacts } from './breaker-row.ts';
import { type BreakerFacts, decideBreaker, newBreaker } from './breaker-state.ts';
import { type Tally, addCall, emptyTally, joinTallies } from './breaker-tally.ts';
import { verdictOf } from './breaker-verdict.ts';
import { TrialDesk } from './trial-desk.ts';

const FLUSH_EVERY_MS = 250;
/** Other nodes may be near the threshold as well. */
const FLUSH_FAILURES_MS = 50;
const TRY_AGAIN_MS = 1000;
/** Closed breakers whose figures are kept in mind; they only tell whether a flush is urgent. */
const MOST_KEPT = 10_000;

interface GateDeps {
  database: Database;
  node: string;
  clock: Clock;
  log: Log;
  /** How long a trial is this node's without a sign of life. */
  holdMs: number;
  /** Figures were written; `turned` when a breaker changed its state. */
  onFlushed(turned: boolean): void;
}

interface Standing {
  facts: BreakerFacts;
  thresholds: BreakerThresholds;
  /** When trials are let through, by this node's own clock. */
  halfOpenAtMs: number | null;
  /** Which look at the database this is from. */
  look: number;
}

interface Pending {
  tally: Tally;
  trials: TrialResult[];
  lastFailure: { code: string; message: string } | undefined;
}

/**
 * Stands between a claimed run and its handler. Whether a call may go out is decided from memory; what calls came to
 * is written in groups, at once where it may turn a breaker.
 */
export class BreakerGate implements Gate {
  readonly #deps: GateDeps;
  readonly #standings = new Map<string, Standing>();
  readonly #desk: TrialDesk;
  #pending = new Map<string, Pending>();
  #flushing: Promise<void> | undefined;
  #timer: { handle: NodeJS.Timeout; dueMs: number } | undefined;
  #closed = false;
  #failing = false;
  #looks = 0;

  constructor(deps: GateDeps) {
    this.#deps = deps;
    this.#desk = new TrialDesk({ ...deps, onSeen: (row) => this.adopt([row]) });
  }

  pass(key: string, row: ClaimedRow, work: () => Outcome | Promise<Outcome>): Outcome | Promise<Outcome> {
    const standing = this.#standings.get(key);
    switch (standing?.facts.state) {
      case undefined:
      case 'closed':
        return work();
      case 'open':
        // Its time has come: others may have let this one through before this node heard of it.
        if (standing.halfOpenAtMs === null || standing.halfOpenAtMs > this.#deps.clock.monotonicMs())
          return this.#deferral(key, standing);
        return this.#try(key, row, work, standing);
      case 'half_open':
        return this.#try(key, row, work, standing);
    }
  }

  observe(key: string, row: ClaimedRow, outcome: Outcome): void {
    if (outcome.kind === 'deferred') return;
    const verdict = verdictOf(outcome);
    const isTrial = this.#desk.leave(key, row.id);
    if (!isTrial && verdict === 'neutral') return;
    const pending = this.#pendingOf(key);
    const failed = verdict === 'failure';
    if (isTrial) pending.trials.push({ id: row.id, succeeded: verdict === 'neutral' ? null : !failed });
    if (verdict !== 'neutral') pending.tally = addCall(pending.tally, failed);
    if (failed && 'error' in outcome) {
      const { code, message } = outcome.error;
      pending.lastFailure = { code, message: message.slice(0, 500) };
    }
    this.#schedule(isTrial ? 0 : failed ? this.#patienceFor(key, pending) : FLUSH_EVERY_MS);
  }

  /** Trials under way on this node. */
  trials(): { key: string; id: number }[] {
    return this.#desk.held();
  }

  stateOf(key: string): BreakerFacts['state'] {
    return this.#standings.get(key)?.facts.state ?? 'closed';
  }

  /** To be named when what is read from now on arrives. */
  look(): number {
    return ++this.#looks;
  }

  /** Takes over rows as they were read. With `look` they are all there are: of others nothing is to be kept in mind. */
  adopt(rows: readonly BreakerRow[], look = this.look(), all = false): void {
    for (const row of rows) this.#learn(row.key, toFacts(row), thresholdsOf(row), row.now, look);
    if (!all) return;
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, { facts, look: seen }] of this.#standings)
      if (seen < look && facts.state !== 'closed' && !keys.has(key)) this.#standings.delete(key);
  }

  /** Writes what was observed until now, or tries to: at the end of a node it is given up. */
  async settled(): Promise<void> {
    await this.#flushing;
    this.#flush();
    await this.#flushing;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer?.handle);
  }

  /** As one of the few trials, if there is a place. */
  async #try(
    key: string,
    row: ClaimedRow,
    work: () => Outcome | Promise<Outcome>,
    standing: Standing,
  ): Promise<Outcome> {
    if (await this.#desk.ask(key, row.id)) return work();
    return this.#deferral(key, this.#standings.get(key) ?? standing);
  }

  #deferral(key: string, { facts, halfOpenAtMs }: Standing): Outcome {
    const open = facts.state === 'open';
    const inMs =
      open && halfOpenAtMs !== null ? Math.max(0, halfOpenAtMs - this.#deps.clock.monotonicMs()) : null;
    return { kind: 'deferred', until: { breaker: key, delayMs: inMs } };
  }

  #pendingOf(key: string): Pending {
    let pending = this.#pending.get(key);
    if (!pending)
      this.#pending.set(key, (pending = { tally: emptyTally(), trials: [], lastFailure: undefined }));
    return pending;
  }

  #mayTurn(key: string, tally: Tally): boolean {
    const now = this.#deps.clock.now().getTime();
    const { facts, thresholds } = this.#standings.get(key) ?? {
      facts: newBreaker(now),
      thresholds: BREAKER_DEFAULTS,
    };
    return decideBreaker(facts, { kind: 'calls', tally }, thresholds, now).event !== null;
  }

  #schedule(inMs: number): void {
    if (this.#closed) return;
    const dueMs = this.#deps.clock.monotonicMs() + inMs;
    if (this.#timer && this.#timer.dueMs <= dueMs) return;
    clearTimeout(this.#timer?.handle);
    const handle = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, inMs);
    this.#timer = { handle, dueMs };
  }

  #flush(): void {
    if (this.#flushing || this.#pending.size === 0 || this.#closed) return;
    const batch = this.#pending;
    this.#pending = new Map();
    let nextMs = 0;
    this.#flushing = this.#write(batch)
      .catch((error: unknown) => {
        if (!this.#failing)
          this.#deps.log.warn(
            { err: error },
            'figures of circuit breakers could not be written for now; they are kept',
          );
        this.#failing = true;
        this.#keep(batch);
        nextMs = TRY_AGAIN_MS;
      })
      .finally(() => {
        this.#flushing = undefined;
        const waits = [...this.#pending].map(([key, pending]) => this.#patienceFor(key, pending));
        if (waits.length > 0) this.#schedule(Math.max(nextMs, Math.min(...waits)));
      });
  }

  /** How long what is pending may wait. */
  #patienceFor(key: string, { tally, trials }: Pending): number {
    if (trials.length > 0 || this.#mayTurn(key, tally)) return 0;
    return tally.failures > 0 ? FLUSH_FAILURES_MS : FLUSH_EVERY_MS;
  }

  async #write(batch: ReadonlyMap<string, Pending>): Promise<void> {
    const proposals = new Map<string, Proposal>();
    for (const [key, { tally, trials, lastFailure }] of batch)
      proposals.set(key, { inputs: [{ kind: 'calls', tally }], trials, lastFailure });
    const changed = await this.#deps.database.transaction((tx) => changeBreakers(tx, proposals));
    this.#failing = false;
    this.learn(changed);
    const trials = [...batch.values()].some((pending) => pending.trials.length > 0);
    const turned = changed.some(({ events }) => events.length > 0);
    if (turned || trials) this.#deps.onFlushed(turned);
  }

  /** Takes over what this node itself has changed. */
  learn(changed: readonly Changed[]): void {
    const look = this.look();
    if (this.#standings.size > MOST_KEPT)
      for (const [key, { facts }] of this.#standings)
        if (facts.state === 'closed') this.#standings.delete(key);
    for (const { key, facts, thresholds, now } of changed) this.#learn(key, facts, thresholds, now, look);
  }

  #learn(key: string, facts: BreakerFacts, thresholds: BreakerThresholds, now: number, look: number): void {
    // Answers may overtake each other: an older look must not undo what a newer one has seen.
    if ((this.#standings.get(key)?.look ?? 0) > look) return;
    const halfOpenAtMs =
      facts.halfOpenAt === null ? null : this.#deps.clock.monotonicMs() + (facts.halfOpenAt - now);
    this.#standings.set(key, { facts, thresholds, halfOpenAtMs, look });
  }

  /** The batch goes before what has come since. */
  #keep(batch: ReadonlyMap<string, Pending>): void {
    for (const [key, old] of batch) {
      const since = this.#pendingOf(key);
      this.#pending.set(key, {
        tally: joinTallies(old.tally, since.tally),
        trials: [...old.trials, ...since.trials],
        lastFailure: since.lastFailure ?? old.lastFailure,
      });
    }
  }
}
