import type { ExecutionError, EventFilter, FinalStatus } from '@tutti/contract';
import { type HotConnection, isDatabaseUnavailable } from '@tutti/database';
import type { Clock, Log } from '../kernel/index.ts';
import { DROP_LEASES, FINISH, PUT_BACK } from './execution-store.ts';

/** Names one run: the fence that must still stand, and the lease it was claimed under. */
export interface Held {
  id: number;
  fence: number;
  leaseId: number;
  startedMs: number;
}

interface Finish extends Held {
  status: Exclude<FinalStatus, 'skipped' | 'cancelled'>;
  endedMs: number;
  /** JSON text or null. */
  result: string | null;
  error: string | null;
}

export interface PutBack extends Held {
  /** Null: ready at once. */
  hold: 'until' | 'sleep' | 'event' | null;
  delayMs: number | null;
  /** Set when the attempt counts. */
  spent?: { outcome: 'failed' | 'timeout' | 'lost'; error: ExecutionError };
  wait?: { step: string; pattern: string; filter: EventFilter | null };
}

interface CompleterDeps {
  connection: HotConnection;
  node: string;
  clock: Clock;
  log: Log;
  onWritten(written: { putBack: readonly PutBack[]; finished: number }): void;
}

/**
 * Writes what runs came to, grouped: one flush in flight, everything that ends meanwhile goes into the next. A flush
 * that met a lost connection is sent again, which is safe: the fence lets each outcome through once.
 */
export class Completer {
  readonly #deps: CompleterDeps;
  #finishes: Finish[] = [];
  #putBacks: PutBack[] = [];
  #emptied: number[] = [];
  #flushing: Promise<void> | undefined;
  #scheduled = false;
  /** Outcomes accepted so far, and those refused because the run was no longer ours. */
  accepted = 0;
  refused = 0;

  constructor(deps: CompleterDeps) {
    this.#deps = deps;
  }

  finish(finish: Finish): void {
    this.#finishes.push(finish);
    this.#schedule();
  }

  putBack(putBack: PutBack): void {
    this.#putBacks.push(putBack);
    this.#schedule();
  }

  /** The lease holds nothing unfinished any more. */
  dropLease(leaseId: number): void {
    this.#emptied.push(leaseId);
    this.#schedule();
  }

  /** Resolves when all that was given before is written. */
  async settled(): Promise<void> {
    while (this.#finishes.length > 0 || this.#putBacks.length > 0 || this.#emptied.length > 0 || this.#flushing) {
      this.#flush();
      await this.#flushing;
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#flushing) return;
    const batch = { finishes: this.#finishes, putBacks: this.#putBacks, emptied: this.#emptied };
    if (batch.finishes.length === 0 && batch.putBacks.length === 0 && batch.emptied.length === 0) return;
    this.#finishes = [];
    this.#putBacks = [];
    this.#emptied = [];
    this.#flushing = this.#write(batch).finally(() => {
      this.#flushing = undefined;
      this.#flush();
    });
  }

  async #write(batch: { finishes: Finish[]; putBacks: PutBack[]; emptied: number[] }): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#send(batch.finishes, batch.putBacks, batch.emptied);
      } catch (error) {
        if (!isDatabaseUnavailable(error)) return this.#deps.log.error({ err: error }, 'outcomes could not be written; their leases will run out');
        if (tries === 0) this.#deps.log.warn({ err: error }, 'the database cannot be reached; outcomes are kept and sent again');
        await this.#deps.clock.sleep(Math.min(1000, 50 * 2 ** tries));
      }
    }
  }

  async #send(finishes: Finish[], putBacks: PutBack[], emptied: number[]): Promise<void> {
    const { connection, node } = this.#deps;
    const now = this.#deps.clock.monotonicMs();
    const sent = await Promise.all([
      putBacks.length > 0 ? connection.run<{ id: number }>(PUT_BACK, putBackColumns(putBacks, node, now)) : [],
      finishes.length > 0
        ? connection.run<{ id: number }>(FINISH, finishColumns(finishes, node, now, emptied))
        : emptied.length > 0 ? connection.run(DROP_LEASES, [emptied]).then(() => []) : [],
    ]);
    const written = sent[0].length + sent[1].length;
    const refused = finishes.length + putBacks.length - written;
    this.accepted += written;
    this.refused += refused;
    if (refused > 0) this.#deps.log.debug({ refused }, 'late outcomes were refused: their executions were cancelled or taken over');
    const back = new Set(sent[0].map((row) => row.id));
    this.#deps.onWritten({ putBack: putBacks.filter((entry) => back.has(entry.id)), finished: sent[1].length });
  }
}

const finishColumns = (finishes: readonly Finish[], node: string, now: number, emptied: readonly number[]): unknown[] => [
  finishes.map((finish) => finish.id),
  finishes.map((finish) => finish.fence),
  finishes.map((finish) => now - finish.startedMs),
  finishes.map((finish) => now - finish.endedMs),
  finishes.map((finish) => finish.status),
  finishes.map((finish) => finish.result),
  finishes.map((finish) => finish.error),
  node,
  emptied,
];

const putBackColumns = (putBacks: readonly PutBack[], node: string, now: number): unknown[] => [
  putBacks.map((entry) => entry.id),
  putBacks.map((entry) => entry.fence),
  putBacks.map((entry) => entry.leaseId),
  putBacks.map((entry) => entry.hold),
  putBacks.map((entry) => entry.delayMs),
  putBacks.map((entry) => entry.spent !== undefined),
  putBacks.map((entry) => entry.spent?.outcome ?? null),
  putBacks.map((entry) => (entry.spent ? JSON.stringify(entry.spent.error) : null)),
  putBacks.map((entry) => now - entry.startedMs),
  node,
  putBacks.map((entry) => entry.wait?.step ?? null),
  putBacks.map((entry) => entry.wait?.pattern ?? null),
  putBacks.map((entry) => (entry.wait?.filter ? JSON.stringify(entry.wait.filter) : null)),
];
