import { type RetryPolicy, secretNamesIn } from '@tutti/contract';
import type { HotConnection } from '@tutti/database';
import { type Clock, type Log, Loop } from '../kernel/index.ts';
import { Redaction } from '../secret/index.ts';
import type { Completer } from './completer.ts';
import { CLAIM, type ClaimedRow } from './execution-store.ts';
import type { LogWriter } from './log-writer.ts';
import { type Gate, runGuarded } from './gate.ts';
import { type Outcome, outcomeOfThrown, storableError, waitOf } from './outcome.ts';
import { decideAfterFailure } from './retry-policy.ts';
import { Run, type StopReason } from './run.ts';
import { configOf } from './run-config.ts';
import { RunContext } from './run-context.ts';
import { type ResolveSecrets, secretsOf } from './run-secrets.ts';
import type { StepKeeper } from './step-keeper.ts';
import type { TaskHandler } from './task-handler.ts';

/** Looking anyway, should every notification have been lost. */
const POLL_MS = 1000;
const MOST_IN_A_CLAIM = 1000;
/** A handler that ignores its signal keeps its slot no longer than this. */
const STOP_GRACE_MS = 15_000;
/** A timer set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface WorkerDeps {
  claimer: HotConnection;
  completer: Completer;
  steps: StepKeeper;
  logs: LogWriter;
  handlers: ReadonlyMap<string, TaskHandler>;
  gate: Gate;
  node: string;
  clock: Clock;
  log: Log;
  random(): number;
  resolveSecrets: ResolveSecrets;
  onProgress(run: Run, progress: { percent: number; message: string | null }): void;
  onClaimed(): void;
  /** False while this node must not take work: its disk is full, or it is drained. */
  mayClaim(): boolean;
}

interface WorkerOptions {
  /** Runs at the same time. */
  maxConcurrent: number;
  /** Claimed ahead beyond that; 0 unless handlers are tiny and many. */
  prefetch: number;
  leaseMs: number;
}

/** Claims executions this node can handle, runs them in its slots, and hands their outcomes to the completer. */
export class Worker {
  readonly #deps: WorkerDeps;
  readonly #options: WorkerOptions;
  readonly #loop: Loop;
  readonly #taskTypes: string[];
  /** Of one execution there may be two for a while: a lost run that does not end, and the one that follows it. */
  readonly #runs = new Set<Run>();
  /** Unfinished executions per lease. */
  readonly #leases = new Map<number, number>();
  #queue: ClaimedRow[] = [];
  #head = 0;
  #claiming = false;
  #onIdle: (() => void) | undefined;
  readonly #openLog = (row: ClaimedRow) => this.#deps.logs.open(row.execution_id, row.attempt, row.fence > 0);

  constructor(deps: WorkerDeps, options: WorkerOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#taskTypes = [...deps.handlers.keys()];
    this.#loop = new Loop({ name: 'worker', log: deps.log, round: () => this.#claim() });
  }

  get running(): number {
    return this.#runs.size;
  }

  get claiming(): boolean {
    return this.#claiming;
  }

  /** Everything claimed and not yet ended here. */
  *held(): Iterable<{ id: number; fence: number; leaseId: number }> {
    for (const run of this.#runs) yield run.held;
    for (let index = this.#head; index < this.#queue.length; index++) {
      const row = this.#queue[index] as ClaimedRow;
      yield { id: row.id, fence: row.fence, leaseId: row.lease_id };
    }
  }

  start(): void {
    this.#claiming = true;
    this.#loop.start();
  }

  /** There may be work. */
  wake(): void {
    this.#loop.wake();
  }

  /** Runs what is ready now until nothing is, for a node that is not started. */
  async drainReady(): Promise<void> {
    for (let more = true; more || this.#runs.size > 0;) {
      more = (await this.#claim()) === 0 || this.#runs.size > 0;
      await this.#idle(Number.MAX_SAFE_INTEGER);
      await this.#deps.completer.settled();
    }
  }

  /** These executions are cancelled: those that run or are still queued here end. */
  cancelRuns(ids: readonly number[]): void {
    const cancelled = new Set(ids);
    this.#stopWhere((row) => cancelled.has(row.id), 'cancelled');
  }

  /** These runs are no longer ours. */
  loseRuns(held: readonly { id: number; fence: number }[]): void {
    const lost = new Map(held.map((run) => [run.id, run.fence]));
    this.#stopWhere((row) => lost.get(row.id) === row.fence, 'lost');
  }

  /** Claims no more, waits up to `drainMs` for what runs, and gives the rest back without spending an attempt. */
  async stop(drainMs: number): Promise<void> {
    this.#claiming = false;
    await this.#loop.stop();
    for (const row of this.#queue.splice(this.#head)) {
      this.#giveBack({
        id: row.id,
        fence: row.fence,
        leaseId: row.lease_id,
        startedMs: this.#deps.clock.monotonicMs(),
      });
      this.#leave(row.lease_id);
    }
    await this.#idle(drainMs);
    for (const run of this.#runs) this.#stopRun(run, 'shutdown');
    await this.#idle(STOP_GRACE_MS + 1000);
    await this.#deps.completer.settled();
  }

  /** Resolves when nothing runs here, or after `ms`. */
  async #idle(ms: number): Promise<void> {
    if (this.#runs.size === 0) return;
    const waiting = new AbortController();
    this.#onIdle = () => waiting.abort();
    await this.#deps.clock.sleep(ms, waiting.signal);
    this.#onIdle = undefined;
  }

  /** One claim; returns how long to wait for the next. */
  async #claim(): Promise<number> {
    const { maxConcurrent, prefetch, leaseMs } = this.#options;
    if (!this.#deps.mayClaim()) return POLL_MS;
    const waiting = this.#queue.length - this.#head;
    const room = maxConcurrent + prefetch - this.#runs.size - waiting;
    // Half empty before asking again: a claim of hundreds costs little more than a claim of one.
    if (room <= 0 || (prefetch > 0 && waiting > prefetch / 2) || this.#taskTypes.length === 0) return POLL_MS;
    const limit = Math.min(room, MOST_IN_A_CLAIM);
    const rows = await this.#deps.claimer.run<ClaimedRow>(CLAIM, [
      this.#taskTypes,
      limit,
      this.#deps.node,
      leaseMs,
    ]);
    if (rows.length > 0) this.#take(rows);
    return rows.length === limit ? 0 : POLL_MS;
  }

  #take(rows: ClaimedRow[]): void {
    this.#deps.onClaimed();
    this.#leases.set((rows[0] as ClaimedRow).lease_id, rows.length);
    this.#queue = this.#head === this.#queue.length ? rows : this.#queue.slice(this.#head).concat(rows);
    this.#head = 0;
    this.#pump();
  }

  #pump(): void {
    while (this.#runs.size < this.#options.maxConcurrent && this.#head < this.#queue.length)
      this.#start(this.#queue[this.#head++] as ClaimedRow);
  }

  #start(row: ClaimedRow): void {
    const run = new Run(row, this.#openLog);
    run.startedMs = this.#deps.clock.monotonicMs();
    this.#runs.add(run);
    const handler = this.#deps.handlers.get(row.task_type) as TaskHandler;
    let outcome: Outcome | Promise<Outcome>;
    let timeoutMs = row.timeout_ms ?? handler.timeoutMs;
    try {
      // What Tutti itself sends holds the words of others, which must not be answered with secrets.
      const names = handler.internal ? [] : secretNamesIn(row.task_config);
      const context = this.#context(run, handler);
      timeoutMs = row.timeout_ms ?? handler.timeoutOf?.(context.taskConfig) ?? handler.timeoutMs;
      outcome = runGuarded(this.#deps.gate, run, handler, context.taskConfig, () =>
        names.length === 0 ? handler.run(context) : this.#runWithSecrets(run, handler, names),
      );
    } catch (thrown) {
      outcome = outcomeOfThrown(thrown);
    }
    if (!(outcome instanceof Promise)) return this.#end(run, handler, outcome);
    if (timeoutMs !== null) this.#limit(run, timeoutMs);
    void outcome.catch(outcomeOfThrown).then((result) => this.#end(run, handler, result));
  }

  /** From here on the run's values are known, and kept out of what it says. */
  async #runWithSecrets(run: Run, handler: TaskHandler, names: readonly string[]): Promise<Outcome> {
    const secrets = await secretsOf(names, this.#deps.resolveSecrets);
    run.redaction = new Redaction(secrets.values());
    return handler.run(this.#context(run, handler, secrets));
  }

  #limit(run: Run, timeoutMs: number): void {
    run.timer = setTimeout(
      () => this.#stopRun(run, 'timeout', timeoutMs),
      Math.min(timeoutMs, LONGEST_TIMER_MS),
    );
  }

  #stopWhere(concerns: (row: ClaimedRow) => boolean, reason: StopReason): void {
    for (const run of this.#runs) if (concerns(run.row)) this.#stopRun(run, reason);
    const queued = this.#queue.slice(this.#head);
    const stopped = queued.filter(concerns);
    if (stopped.length === 0) return;
    this.#queue = queued.filter((row) => !concerns(row));
    this.#head = 0;
    for (const row of stopped) this.#leave(row.lease_id);
  }

  /** Asks a run to stop, and stops waiting for it a while later: a handler that ignores its signal must not keep a slot for ever. */
  #stopRun(run: Run, reason: StopReason, timeoutMs = 0): void {
    if (run.stopReason) return;
    run.stop(reason, timeoutMs);
    clearTimeout(run.timer);
    const handler = this.#deps.handlers.get(run.row.task_type) as TaskHandler;
    run.timer = setTimeout(() => this.#end(run, handler, { kind: 'released' }), STOP_GRACE_MS);
  }

  #context(run: Run, handler: TaskHandler, secrets?: ReadonlyMap<string, string>): RunContext {
    const { steps, clock, onProgress } = this.#deps;
    const config = configOf(run.row, handler, secrets);
    return new RunContext({ run, ...config, steps, now: () => clock.now().getTime(), onProgress });
  }

  #end(run: Run, handler: TaskHandler, outcome: Outcome): void {
    clearTimeout(run.timer);
    if (run.ended) return;
    run.ended = true;
    const settled = run.logSettled();
    if (settled) void settled.then(() => this.#write(run, handler, run.judge(outcome)));
    else this.#write(run, handler, run.judge(outcome));
  }

  #write(run: Run, handler: TaskHandler, outcome: Outcome): void {
    if (run.breaker !== undefined) this.#deps.gate.observe(run.breaker, run.row, outcome);
    this.#record(run, handler, outcome);
    this.#runs.delete(run);
    this.#leave(run.row.lease_id);
    this.#pump();
    if (this.#runs.size === 0) this.#onIdle?.();
    if (this.#claiming && this.#queue.length - this.#head <= this.#options.prefetch / 2) this.#loop.wake();
  }

  #record(run: Run, handler: TaskHandler, outcome: Outcome): void {
    const { completer, clock } = this.#deps;
    const held = run.held;
    const endedMs = clock.monotonicMs();
    switch (outcome.kind) {
      case 'completed':
        return this.#recordResult(run, handler, outcome.result, endedMs);
      case 'failed':
      case 'timeout':
        return this.#recordFailure(run, handler, outcome, endedMs);
      case 'suspended':
        return completer.putBack({ ...held, ...waitOf(outcome.suspension) });
      case 'deferred':
        return completer.putBack({ ...held, hold: 'breaker', ...outcome.until });
      case 'released':
        return this.#giveBack(held);
      case 'abandoned':
        return;
    }
  }

  #recordResult(run: Run, handler: TaskHandler, result: unknown, endedMs: number): void {
    let text: string | null;
    try {
      text = result === undefined ? null : (JSON.stringify(result) ?? null);
      if (text !== null) text = run.redaction.json(text);
    } catch (cause) {
      const error = {
        code: 'RESULT_INVALID',
        message: `the result cannot be written as JSON: ${String(cause)}`,
        permanent: true,
      };
      return this.#recordFailure(run, handler, { kind: 'failed', error }, endedMs);
    }
    this.#deps.completer.finish({ ...run.held, status: 'completed', endedMs, result: text, error: null });
  }

  #recordFailure(
    run: Run,
    handler: TaskHandler,
    outcome: Extract<Outcome, { kind: 'failed' | 'timeout' }>,
    endedMs: number,
  ): void {
    const { completer, random } = this.#deps;
    const { row } = run;
    const policy =
      row.retry_policy === null ? handler.retryPolicy : (JSON.parse(row.retry_policy) as RetryPolicy);
    const retryAfterMs = outcome.kind === 'failed' ? outcome.retryAfterMs : undefined;
    const decision = decideAfterFailure({
      attempt: row.attempt,
      policy,
      error: outcome.error,
      retryAfterMs,
      random: random(),
    });
    const error = storableError(outcome.error);
    if (decision.kind === 'retry')
      completer.putBack({
        ...run.held,
        hold: 'until',
        delayMs: decision.delayMs,
        spent: { outcome: outcome.kind, error },
      });
    else
      completer.finish({
        ...run.held,
        status: outcome.kind,
        endedMs,
        result: null,
        error: JSON.stringify(error),
      });
  }

  #giveBack(held: { id: number; fence: number; leaseId: number; startedMs: number }): void {
    this.#deps.completer.putBack({ ...held, hold: null, delayMs: 0 });
  }

  #leave(leaseId: number): void {
    const left = (this.#leases.get(leaseId) ?? 1) - 1;
    if (left > 0) this.#leases.set(leaseId, left);
    else {
      this.#leases.delete(leaseId);
      this.#deps.completer.dropLease(leaseId);
    }
  }
}
