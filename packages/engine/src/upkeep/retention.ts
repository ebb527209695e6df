import type { InstallationSettings } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { type Clock, type Log, LoopService } from '../kernel/index.ts';
import { type Cutoffs, cutoffsOf, partitionsToDrop, partitionsToThin } from './retention-plan.ts';
import {
  BATCH,
  ERROR_RECORDS,
  LEFTOVERS,
  OLD_KEYS,
  STRAY_EVENTS,
  STRAY_LOGS,
  deleteBatch,
  deleteSurplus,
  dropPartition,
  isAlone,
  listPartitions,
  listSurplus,
  thinHistory,
} from './retention-store.ts';

interface RetentionDeps {
  database: Database;
  clock: Clock;
  log: Log;
  settings(): InstallationSettings;
  /** What other slices keep for a time: each deletes one bounded batch older than the instant and says how many. */
  others: readonly {
    what: string;
    cutoff: 'audit' | 'events' | 'history';
    prune(tx: Queryable, before: Date): Promise<number>;
  }[];
}

const EVERY_MS = 600_000;
/** The first round comes after the rush of a start. */
const FIRST_MS = 60_000;
/** Between batches others shall have the disk to themselves for a moment. */
const PAUSE_MS = 20;
/** Schedules that are looked at by one statement. */
const SCHEDULES = 200;

/**
 * Forgets what is older, or more, than the settings say: whole partitions where it can, small batches elsewhere. Every statement
 * is bounded and a transaction of its own, and only one node in the fleet is at it.
 */
export class Retention extends LoopService {
  readonly #deps: RetentionDeps;
  /** Partitions that hold nothing more to delete for these cutoff days. */
  readonly #thinned = new Map<string, string>();
  #isFirst = true;
  #isStopping = false;

  constructor(deps: RetentionDeps) {
    super('retention', deps.log);
    this.#deps = deps;
  }

  override start(): void {
    this.#isStopping = false;
    super.start();
  }

  override stop(): Promise<void> {
    this.#isStopping = true;
    return super.stop();
  }

  /** One pass over everything; returns how many rows and partitions went, by what they were. */
  async sweep(): Promise<Record<string, number>> {
    const settings = this.#deps.settings();
    const cutoffs = cutoffsOf(settings, this.#deps.clock.now());
    const gone: Record<string, number> = {};
    const add = (what: string, n: number): void => {
      if (n > 0) gone[what] = (gone[what] ?? 0) + n;
    };
    add('partitions', await this.#dropOld(cutoffs));
    add('executions', await this.#thin(cutoffs));
    if (settings.historyRowsPerSchedule !== null)
      add('executions', await this.#trim(settings.historyRowsPerSchedule));
    for (const { what, text } of LEFTOVERS) add(what, await this.#drain(text, cutoffs.history));
    add('error_records', await this.#drain(ERROR_RECORDS, cutoffs.failed));
    add('idempotency_keys', await this.#drain(OLD_KEYS, cutoffs.keys));
    add('execution_logs', await this.#drain(STRAY_LOGS, cutoffs.logs));
    add('events', await this.#drain(STRAY_EVENTS, cutoffs.events));
    for (const { what, cutoff, prune } of this.#deps.others)
      add(what, await this.#prune(prune, cutoffs[cutoff]));
    return gone;
  }

  protected async round(): Promise<number> {
    if (this.#isFirst) {
      this.#isFirst = false;
      return FIRST_MS;
    }
    const gone = await this.sweep();
    if (Object.keys(gone).length > 0) this.#deps.log.info({ gone }, 'old records were removed');
    return EVERY_MS;
  }

  async #dropOld(cutoffs: Cutoffs): Promise<number> {
    const { database, log } = this.#deps;
    let dropped = 0;
    for (const name of partitionsToDrop(await listPartitions(database), cutoffs)) {
      try {
        const done = await database.transaction(async (tx) => {
          if (!(await isAlone(tx))) return false;
          await dropPartition(tx, name);
          return true;
        });
        if (done) dropped++;
      } catch (error) {
        // Most likely a long reader holds it: the next round tries again.
        log.warn({ err: error, partition: name }, 'an old partition could not be dropped yet');
      }
    }
    return dropped;
  }

  /** Deletes from partitions that must stay for other rows in them. */
  async #thin(cutoffs: Cutoffs): Promise<number> {
    const partitions = await listPartitions(this.#deps.database);
    const names = partitions.filter(({ table }) => table === 'execution_history').map(({ name }) => name);
    let deleted = 0;
    for (const name of partitionsToThin(names, cutoffs)) {
      for (const unhappy of [false, true]) {
        const cutoff = unhappy ? cutoffs.failed : cutoffs.completed;
        deleted += await this.#thinOne(name, unhappy, cutoff);
      }
    }
    return deleted;
  }

  /** Looked through once a day each: what is left in an old partition is kept for long. */
  async #thinOne(name: string, unhappy: boolean, cutoff: Date): Promise<number> {
    const key = `${name} ${unhappy}`;
    const day = cutoff.toISOString().slice(0, 10);
    if (this.#thinned.get(key) === day) return 0;
    const deleted = await this.#drain(thinHistory(name, unhappy), cutoff);
    if (!this.#isStopping) this.#thinned.set(key, day);
    return deleted;
  }

  /** Deletes what schedules have beyond the newest they may keep. */
  async #trim(keep: number): Promise<number> {
    const { database } = this.#deps;
    let deleted = 0;
    for (let after = 0; !this.#isStopping;) {
      const schedules = await listSurplus(database, keep, after, SCHEDULES);
      for (const surplus of schedules)
        if (surplus.newest !== null) deleted += await this.#repeat(() => deleteSurplus(database, surplus));
      const last = schedules.at(-1);
      if (!last) break;
      after = last.scheduleId;
    }
    return deleted;
  }

  /** Batch after batch until nothing is left, another node is at it, or this one stops. */
  async #drain(text: string, cutoff: Date): Promise<number> {
    return this.#repeat(() => deleteBatch(this.#deps.database, text, cutoff));
  }

  #prune(prune: (tx: Queryable, before: Date) => Promise<number>, before: Date): Promise<number> {
    return this.#repeat(() =>
      this.#deps.database.transaction(async (tx) => ((await isAlone(tx)) ? prune(tx, before) : undefined)),
    );
  }

  async #repeat(batch: () => Promise<number | undefined>): Promise<number> {
    let total = 0;
    while (!this.#isStopping) {
      const n = await batch();
      total += n ?? 0;
      if (n === undefined || n < BATCH) break;
      await this.#deps.clock.sleep(PAUSE_MS);
    }
    return total;
  }
}
