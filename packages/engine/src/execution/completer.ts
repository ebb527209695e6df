import type { ExecutionError, EventFilter, FinalStatus } from '@tutti/contract';
import { type HotConnection, isDatabaseUnavailable } from '@tutti/database';
import { type Clock, type Log, storableJson } from '../kernel/index.ts';
import type { ErrorReport } from './error-report.ts';
import { DROP_LEASES, FINISH, FINISH_TROUBLED, PUT_BACK } from './execution-store.ts';

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
  /** What a failure leaves for recovery. */
  report?: ErrorReport;
  /** It had failed before, or is a resubmission: its end closes what that left. */
  troubled?: boolean;
}

export interface PutBack extends Held {
  /** Null: ready at once. */
  hold: 'until' | 'sleep' | 'event' | 'retry' | 'breaker' | null;
  delayMs: number | null;
  /** Set when the attempt counts. */
  spent?: { outcome: 'failed' | 'timeout' | 'lost'; error: ExecutionError; report: ErrorReport };
  /** The breaker that it waits for. */
  breaker?: string;
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
  #closed = false;
  /** Leases that still hold what could not be written. */
  readonly #abandoned = new Set<number>();
  /** Executions that this node ended so far. */
  readonly written = { completed: 0, failed: 0 };

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

  /** Tries no more: what could not be written until now is left to its leases. */
  close(): void {
    this.#closed = true;
  }

  /** Resolves when all that was given before is written. */
  async settled(): Promise<void> {
    while (
      this.#finishes.length > 0 ||
      this.#putBacks.length > 0 ||
      this.#emptied.length > 0 ||
      this.#flushing
    ) {
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

  async #write(batch: Batch): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#send(batch);
      } catch (error) {
        if (this.#closed) return;
        if (!isPassing(error)) return this.#isolate(batch, error);
        if (tries === 0)
          this.#deps.log.warn(
            { err: error },
            'outcomes could not be written for now; they are kept and sent again',
          );
        await this.#deps.clock.sleep(Math.min(1000, 50 * 2 ** tries));
      }
    }
  }

  /**
   * One outcome that cannot be written must not take those with it that only ended at the same time. It is left to
   * its lease, which nobody renews any more: whoever finds it expired records a lost attempt.
   */
  async #isolate({ finishes, putBacks, emptied }: Batch, cause: unknown): Promise<void> {
    const outcomes = [...finishes, ...putBacks];
    if (outcomes.length === 0)
      return this.#deps.log.error({ err: cause }, 'leases could not be dropped; they will run out');
    if (outcomes.length === 1) {
      this.#abandoned.add((outcomes[0] as Held).leaseId);
      this.#deps.log.error(
        { err: cause, id: (outcomes[0] as Held).id },
        'an outcome could not be written; its lease will run out',
      );
    } else {
      const [ends, backs] = [halves(finishes), halves(putBacks)];
      await this.#write({ finishes: ends[0], putBacks: backs[1], emptied: [] });
      await this.#write({ finishes: ends[1], putBacks: backs[0], emptied: [] });
    }
    if (emptied.length > 0) await this.#write({ finishes: [], putBacks: [], emptied });
  }

  async #send({ finishes, putBacks, emptied }: Batch): Promise<void> {
    const { connection, node } = this.#deps;
    const now = this.#deps.clock.monotonicMs();
    const over = emptied.filter((leaseId) => !this.#abandoned.has(leaseId));
    // A lease is dropped once nothing it held can be stranded: with the last outcomes, or after them.
    const [smooth, troubled] = divide(finishes);
    const together = putBacks.length === 0 && troubled.length === 0 && smooth.length > 0;
    const [back, done, ended] = await Promise.all([
      putBacks.length > 0
        ? connection.run<{ id: number }>(PUT_BACK, putBackColumns(putBacks, node, now))
        : [],
      smooth.length > 0
        ? connection.run<{ id: number }>(FINISH, finishColumns(smooth, node, now, together ? over : []))
        : [],
      troubled.length > 0
        ? connection.run<{ id: number }>(FINISH_TROUBLED, [
            ...finishColumns(troubled, node, now, []),
            troubled.map(({ report }) => (report ? JSON.stringify(report) : null)),
          ])
        : [],
    ]);
    if (!together && over.length > 0) await connection.run(DROP_LEASES, [over]);
    this.#count(finishes, putBacks, [...done, ...ended], back);
  }

  #count(
    finishes: readonly Finish[],
    putBacks: readonly PutBack[],
    done: readonly { id: number }[],
    back: readonly { id: number }[],
  ): void {
    const [accepted, returned] = [acceptedOf(finishes, done), acceptedOf(putBacks, back)];
    for (const { status } of accepted) this.written[status === 'completed' ? 'completed' : 'failed']++;
    const refused = finishes.length + putBacks.length - done.length - back.length;
    if (refused > 0)
      this.#deps.log.debug(
        { refused },
        'late outcomes were refused: their executions were cancelled or taken over',
      );
    this.#deps.onWritten({ putBack: returned, finished: done.length });
  }
}

function acceptedOf<T extends Held>(given: readonly T[], rows: readonly { id: number }[]): readonly T[] {
  if (rows.length === given.length) return given;
  const ids = new Set(rows.map((row) => row.id));
  return given.filter((entry) => ids.has(entry.id));
}

interface Batch {
  finishes: Finish[];
  putBacks: PutBack[];
  emptied: number[];
}

/** Away, or a deadlock with a rescuer of another node: the same statement may well succeed a moment later. */
const isPassing = (error: unknown): boolean =>
  isDatabaseUnavailable(error) || ['40P01', '40001'].includes((error as { code?: string }).code ?? '');

/** Nearly all end smoothly, by a statement that need not look at errors and dead letters. */
function divide(finishes: readonly Finish[]): [readonly Finish[], readonly Finish[]] {
  const isTroubled = ({ report, troubled }: Finish): boolean => report !== undefined || troubled === true;
  if (!finishes.some(isTroubled)) return [finishes, []];
  return [finishes.filter((finish) => !isTroubled(finish)), finishes.filter(isTroubled)];
}

const halves = <T>(items: T[]): [T[], T[]] => [
  items.slice(0, items.length >> 1),
  items.slice(items.length >> 1),
];

/** A hundred years. PostgreSQL refuses times far beyond. */
const LONGEST_DELAY_MS = 3_155_760_000_000;
const bounded = (ms: number | null): number | null =>
  ms === null ? null : Math.min(LONGEST_DELAY_MS, Math.max(0, ms || 0));

const finishColumns = (
  finishes: readonly Finish[],
  node: string,
  now: number,
  emptied: readonly number[],
): unknown[] => [
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
  putBacks.map((entry) => bounded(entry.delayMs)),
  putBacks.map((entry) => entry.spent !== undefined),
  putBacks.map((entry) => entry.spent?.outcome ?? null),
  putBacks.map((entry) => (entry.spent ? JSON.stringify(entry.spent.error) : null)),
  putBacks.map((entry) => now - entry.startedMs),
  node,
  putBacks.map((entry) => entry.wait?.step ?? null),
  putBacks.map((entry) => entry.wait?.pattern ?? null),
  putBacks.map((entry) => (entry.wait?.filter ? storableJson(entry.wait.filter) : null)),
  putBacks.map((entry) => entry.breaker ?? null),
  putBacks.map((entry) => (entry.spent ? JSON.stringify(entry.spent.report) : null)),
];
