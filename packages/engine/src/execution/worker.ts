import { secretNamesIn } from '@tutti/contract';
import type { HotConnection } from '@tutti/database';
import { type Clock, type Log, Loop } from '../kernel/index.ts';
import { Redaction } from '../secret/index.ts';
import type { Admission } from './admission.ts';
import type { Completer } from './completer.ts';
import type { CostlyClaims } from './costly-claims.ts';
import { CLAIM, type ClaimedRow } from './execution-store.ts';
import type { LimitedClaims } from './limited-claims.ts';
import type { LogWriter } from './log-writer.ts';
import { type Gate, runGuarded } from './gate.ts';
import { type Outcome, outcomeOfThrown } from './outcome.ts';
import type { OutcomeRecorder } from './outcome-recorder.ts';
import { Run, type StopReason } from './run.ts';
import { configOf } from './run-config.ts';
import { RunContext } from './run-context.ts';
import { type ResolveSecrets, secretsOf } from './run-secrets.ts';
import type { StepKeeper } from './step-keeper.ts';
import type { TaskHandler } from './task-handler.ts';

/** Looking anyway, should every notification have been lost. */
const POLL_MS = 1000;
/** How soon to ask again whether the machine has room. */
const REFUSED_POLL_MS = 250;
const MOST_IN_A_CLAIM = 1000;
/** A handler that ignores its signal keeps its slot no longer than this. */
const STOP_GRACE_MS = 15_000;

interface WorkerDeps {
  claimer: HotConnection;
  /** Of queues that have limits. */
  limited: LimitedClaims;
  /** Of what states its cost. */
  costly: CostlyClaims;
  admission: Admission;
  completer: Completer;
  recorder: OutcomeRecorder;
  steps: StepKeeper;
  logs: LogWriter;
  handlers: ReadonlyMap<string, TaskHandler>;
  /** What it may claim: the task types it handles, and those of them whose required labels it has. */
  lanes(): readonly string[];
  gate: Gate;
  node: string;
  clock: Clock;
  log: Log;
  resolveSecrets: ResolveSecrets;
  onProgress(run: Run, progress: { percent: number; message: string | null }): void;
  onClaimed(): void;
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

  /** Operators paused or resumed these; those that run here stop or go on. */
  pauseRuns(ids: readonly number[], paused: boolean): void {
    const wanted = new Set(ids);
    for (const run of this.#runs) if (wanted.has(run.row.id)) run.setPaused(paused);
    if (paused) this.#returnAhead((row) => wanted.has(row.id));
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
    this.#returnAhead(() => true);
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
    const { claimer, limited, costly, admission, node } = this.#deps;
    const lanes = this.#deps.lanes();
    const { maxConcurrent, prefetch, leaseMs } = this.#options;
    const waiting = this.#queue.length - this.#head;
    const room = maxConcurrent + prefetch - this.#runs.size - waiting;
    // Half empty before asking again: a claim of hundreds costs little more than a claim of one.
    if (room <= 0 || (prefetch > 0 && waiting > prefetch / 2) || lanes.length === 0) return POLL_MS;
    const admitted = admission.room(room, this.#runs.size + waiting);
    if (admitted === 0) return REFUSED_POLL_MS;
    let left = Math.min(admitted, MOST_IN_A_CLAIM);
    if (costly.waiting) {
      left -= await this.#claimCostly(lanes, left);
      if (costly.keptFor !== undefined) return REFUSED_POLL_MS;
      if (left === 0) return 0;
    }
    const rows = await claimer.run<ClaimedRow>(CLAIM, [lanes, left, node, leaseMs]);
    this.#take(rows);
    left -= rows.length;
    for (const queue of left > 0 ? limited.queues : []) {
      const more = left > 0 ? await limited.claim(queue, [lanes, left, node, leaseMs]) : [];
      this.#take(more);
      left -= more.length;
    }
    return left === 0 ? 0 : costly.waiting ? REFUSED_POLL_MS : POLL_MS;
  }

  /** Before all others, since those fill every place; but half of the places at most. Answers how many. */
  async #claimCostly(lanes: readonly string[], room: number): Promise<number> {
    const { costly, clock } = this.#deps;
    const { maxConcurrent, leaseMs } = this.#options;
    const busy = this.#runs.size + this.#queue.length - this.#head;
    const places = Math.min(Math.ceil(room / 2), maxConcurrent - busy);
    const now = clock.monotonicMs();
    const occupants = [...this.#runs].flatMap(({ row, startedMs }) =>
      row.estimated_cost ? [{ cost: row.estimated_cost, ageMs: now - startedMs }] : [],
    );
    const rows = await costly.claim({ lanes, leaseMs, places, busy, occupants });
    for (const leaseId of new Set(rows.map((row) => row.lease_id)))
      this.#take(rows.filter((row) => row.lease_id === leaseId));
    return rows.length;
  }

  #take(rows: ClaimedRow[]): void {
    if (rows.length === 0) return;
    this.#deps.onClaimed();
    this.#leases.set((rows[0] as ClaimedRow).lease_id, rows.length);
    this.#queue = this.#head === this.#queue.length ? rows : this.#queue.slice(this.#head).concat(rows);
    this.#head = 0;
    this.#pump();
  }

  /** Gives back what was claimed ahead and has not started. */
  #returnAhead(which: (row: ClaimedRow) => boolean): void {
    const queued = this.#queue.slice(this.#head);
    this.#queue = queued.filter((row) => !which(row));
    this.#head = 0;
    for (const row of queued.filter(which)) {
      const startedMs = this.#deps.clock.monotonicMs();
      this.#giveBack({ id: row.id, fence: row.fence, leaseId: row.lease_id, startedMs });
      this.#leave(row.lease_id);
    }
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
    run.limit(timeoutMs, () => this.#stopRun(run, 'timeout', timeoutMs));
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
    const handler = this.#deps.handlers.get(run.row.task_type) as TaskHandler;
    run.limit(STOP_GRACE_MS, () => this.#end(run, handler, { kind: 'released' }));
  }

  #context(run: Run, handler: TaskHandler, secrets?: ReadonlyMap<string, string>): RunContext {
    const { steps, clock, onProgress } = this.#deps;
    const config = configOf(run.row, handler, secrets);
    return new RunContext({ run, ...config, steps, now: () => clock.now().getTime(), onProgress });
  }

  #end(run: Run, handler: TaskHandler, outcome: Outcome): void {
    if (run.ended) return;
    run.end();
    const settled = run.logSettled();
    if (settled) void settled.then(() => this.#write(run, handler, run.judge(outcome)));
    else this.#write(run, handler, run.judge(outcome));
  }

  #write(run: Run, handler: TaskHandler, outcome: Outcome): void {
    if (run.breaker !== undefined) this.#deps.gate.observe(run.breaker, run.row, outcome);
    this.#deps.recorder.record(run, handler.retryPolicy, outcome);
    this.#runs.delete(run);
    this.#leave(run.row.lease_id);
    this.#pump();
    if (this.#runs.size === 0) this.#onIdle?.();
    if (this.#claiming && this.#queue.length - this.#head <= this.#options.prefetch / 2) this.#loop.wake();
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
