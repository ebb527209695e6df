import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Event, NODE_ROLES, type NodeRole, TuttiError, eventMatches } from '@tutti/contract';
import { Database, type HotConnection, Notifier, migrate } from '@tutti/database';
import type { Engine, EngineHealth, LogsApi, SchedulesApi } from './engine-api.ts';
import { EventLog } from './event-log.ts';
import { EventTail, readLag } from './events/index.ts';
import { Completer, LeaseKeeper, LogTail, LogWriter, Rescuer, type Run, StepKeeper, type TaskHandler, Worker, getRow, readLog, saveProgress } from './execution/index.ts';
import { Executions } from './executions.ts';
import { type BuiltInHandlers, createBuiltInHandlers } from './handlers/index.ts';
import { type Clock, type Log, type Loop, silentLog, systemClock, uuidGenerator } from './kernel/index.ts';
import { Enqueuer, Promoter } from './queue/index.ts';
import { EventTriggers, Plans, Scheduler, Schedules, applySchedules, backfillSchedule, listSlots, readState } from './schedule/index.ts';
import { TaskRegistry } from './task-registry.ts';
import { ensurePartitions, partitionKeeper } from './upkeep/index.ts';
import { Throttle } from './throttle.ts';

export interface EngineOptions {
  /** An open database, which stays the caller's; or where to open one. */
  database: Database | { connectionString: string } | ConstructorParameters<typeof Database>[0]['connection'];
  /** Handlers beside the built-in ones. */
  handlers?: readonly TaskHandler[];
  /** Name of this node; must be its own. */
  node?: string;
  roles?: readonly NodeRole[];
  /** Executions at the same time; default 4. */
  maxConcurrent?: number;
  /** Claimed ahead of that; default 0. Worth it for tiny handlers by the thousand only. */
  prefetch?: number;
  leaseMs?: number;
  /** Hosts and CIDRs that http_request may reach beside the public internet; absent: loopback and private ones. */
  httpAllow?: readonly string[];
  defaultTimezone?: string;
  /** Bytes of log kept per run; default 1 MiB. */
  logLimitBytes?: number;
  /** Refuse work that no handler of this node can do; default false, since another node may. */
  refuseUnknownTasks?: boolean;
  /** Bring the schema up to date first; default true. */
  migrate?: boolean;
  clock?: Clock;
  random?: () => number;
  log?: Log;
}

/** Makes a node of the engine; `start()` brings it to life. Without it the node only enqueues, reads and edits. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const database = options.database instanceof Database ? options.database : new Database({ connection: options.database });
  try {
    if (options.migrate !== false) await migrate(database);
    await ensurePartitions(database, options.clock ?? systemClock, options.log ?? silentLog);
    const notifier = new Notifier(database);
    await notifier.start();
    return new EngineNode(options, database, notifier);
  } catch (error) {
    if (database !== options.database) await database.close();
    throw error;
  }
}

/** The composition root: makes the parts and wires them. */
class EngineNode implements Engine {
  readonly node: string;
  readonly executions: Executions;
  readonly schedules: SchedulesApi;
  readonly events: EventLog;
  readonly logs: LogsApi;
  readonly #options: EngineOptions;
  readonly #database: Database;
  readonly #notifier: Notifier;
  readonly #roles: ReadonlySet<NodeRole>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #hot: HotConnection[] = [];
  readonly #builtIn: BuiltInHandlers;
  readonly #registry: TaskRegistry;
  readonly #enqueuer: Enqueuer;
  readonly #promoter: Promoter;
  readonly #completer: Completer;
  readonly #worker: Worker;
  readonly #leaseKeeper: LeaseKeeper;
  readonly #rescuer: Rescuer;
  readonly #scheduler: Scheduler;
  readonly #triggers: EventTriggers;
  readonly #tail: EventTail;
  readonly #logTail: LogTail;
  readonly #logWriter: LogWriter;
  readonly #partitions: Loop;
  readonly #eventsAppended: Throttle;
  readonly #progressed = new WeakMap<Run, number>();
  #started = false;

  constructor(options: EngineOptions, database: Database, notifier: Notifier) {
    this.#options = options;
    this.#database = database;
    this.#notifier = notifier;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#roles = new Set(options.roles ?? NODE_ROLES);
    this.node = options.node ?? `${hostname()}-${process.pid}-${randomUUID().slice(0, 6)}`;
    const [clock, log, newId] = [this.#clock, this.#log, uuidGenerator()];
    const now = (): Date => clock.now();
    const random = options.random ?? Math.random;
    const leaseMs = options.leaseMs ?? 30_000;
    const wide = { database, log, newId };

    this.#builtIn = createBuiltInHandlers({ log, ...(options.httpAllow && { httpAllow: [...options.httpAllow] }) });
    this.#registry = new TaskRegistry([...this.#builtIn.handlers, ...(options.handlers ?? [])], { refuseUnknown: options.refuseUnknownTasks ?? false });
    this.#eventsAppended = new Throttle(20, () => notifier.notify('events'));
    this.#tail = new EventTail({ database, log });
    this.#logTail = new LogTail(database);
    this.#logWriter = new LogWriter({ database, log, limitBytes: options.logLimitBytes ?? 1_048_576, onStored: (ids) => this.#logsStored(ids) });

    this.#enqueuer = new Enqueuer({ database, onEnqueued: (delayed) => this.#enqueued(delayed) });
    this.#promoter = new Promoter({ database, log, onReady: () => this.#ready() });
    const completion = this.#open('complete');
    this.#completer = new Completer({ connection: completion, node: this.node, clock, log, onWritten: (written) => this.#written(written) });
    const steps = new StepKeeper({ connection: completion, database });
    this.#worker = new Worker(
      {
        claimer: this.#open('claim'), completer: this.#completer, steps, logs: this.#logWriter, handlers: this.#registry.handlers,
        node: this.node, clock, log, random, onProgress: (run, progress) => this.#progress(run, progress), onClaimed: () => this.#appended(),
      },
      { maxConcurrent: options.maxConcurrent ?? 4, prefetch: options.prefetch ?? 0, leaseMs },
    );
    this.#leaseKeeper = new LeaseKeeper({
      connection: completion, node: this.node, leaseMs, clock, log, held: () => this.#worker.held(), onLost: (ids) => this.#worker.stopRuns(ids, 'lost'),
    });
    this.#rescuer = new Rescuer({
      connection: completion, completer: this.#completer, node: this.node, leaseMs, clock, log, random, defaultPolicy: this.#registry.defaultPolicy,
    });

    const plans = new Plans(options.defaultTimezone);
    const onFired = (fired: { delayed: boolean; cancelled: readonly number[] }): void => this.#fired(fired);
    this.#scheduler = new Scheduler({ ...wide, plans, onFired });
    this.#triggers = new EventTriggers({ ...wide, plans, onFired });
    this.#partitions = partitionKeeper(database, clock, log);

    this.executions = new Executions({ database, enqueuer: this.#enqueuer, registry: this.#registry, now, newId, onCancelled: (ids) => this.#cancelled(ids) });
    this.events = new EventLog({ database, tail: this.#tail, now, onAppended: () => this.#appended() });
    this.logs = { read: (key, range) => this.#readLog(key, range), follow: (id, from, onChunks) => this.#logTail.follow(id, from, onChunks) };
    this.schedules = this.#wireSchedules(plans, now, newId);
    this.#listen();
  }

  on(pattern: string, listener: (event: Event) => void): () => void {
    return this.events.subscribe((events) => {
      for (const event of events) if (eventMatches([pattern], event.type)) listener(event);
    });
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#partitions.start();
    if (this.#roles.has('worker')) {
      this.#promoter.start();
      this.#rescuer.start();
      this.#leaseKeeper.start();
      this.#worker.start();
    }
    if (this.#roles.has('scheduler')) {
      this.#scheduler.start();
      this.#triggers.start();
    }
    await Promise.resolve();
  }

  async stop({ drainMs = 30_000 }: { drainMs?: number } = {}): Promise<void> {
    this.#started = false;
    await Promise.all([this.#scheduler.stop(), this.#triggers.stop(), this.#promoter.stop(), this.#partitions.stop(), this.#rescuer.stop()]);
    await this.#worker.stop(drainMs);
    await this.#leaseKeeper.stop();
    await this.#logWriter.flush();
    await this.#builtIn.close();
    await this.#tail.stop();
    this.#eventsAppended.close();
    await Promise.all([this.#enqueuer.close(), this.#notifier.close(), ...this.#hot.map((connection) => connection.close())]);
    if (this.#database !== this.#options.database) await this.#database.close();
  }

  async processOnce(): Promise<{ completed: number; failed: number }> {
    if (this.#started) throw new TuttiError('VALIDATION_FAILED', 'processOnce is for a node that is not started.');
    const ended = { completed: 0, failed: 0 };
    const count = this.events.subscribe((events) => {
      for (const { type } of events) {
        if (type === 'execution.completed') ended.completed++;
        else if (type === 'execution.failed' || type === 'execution.timed_out') ended.failed++;
      }
    });
    await this.events.head();
    await this.#tail.head();
    await this.#rescuer.rescue();
    await this.#scheduler.tick();
    await this.#triggers.round();
    await this.#promoter.round();
    this.#leaseKeeper.start();
    await this.#worker.drainReady();
    await this.#leaseKeeper.stop();
    await this.#tail.caughtUp();
    count();
    return ended;
  }

  async health(): Promise<EngineHealth> {
    const workers = { running: this.#worker.running, limit: this.#options.maxConcurrent ?? 4, claiming: this.#worker.claiming };
    const ticking = this.#scheduler.ticking;
    const began = performance.now();
    try {
      const state = await readState(this.#database);
      const latencyMs = Math.round((performance.now() - began) * 10) / 10;
      return {
        database: { ok: true, latencyMs, message: null },
        scheduler: { running: state.scheduler_running, lastTickAt: state.scheduler_last_tick_at?.toISOString() ?? null, ticking },
        workers,
        events: { lagMs: await readLag(this.#database) },
      };
    } catch (error) {
      return {
        database: { ok: false, latencyMs: null, message: (error as Error).message },
        scheduler: { running: null, lastTickAt: null, ticking },
        workers,
        events: { lagMs: null },
      };
    }
  }

  #open(name: string): HotConnection {
    const connection = this.#database.hot(name);
    this.#hot.push(connection);
    return connection;
  }

  #wireSchedules(plans: Plans, now: () => Date, newId: () => string): SchedulesApi {
    const database = this.#database;
    const onChanged = (): void => {
      this.#scheduler.wake();
      this.#triggers.refresh();
      this.#notifier.notify('schedules');
      this.#appended();
    };
    const enqueue = async (execution: Parameters<Enqueuer['enqueue']>[0]) => {
      const row = await this.#enqueuer.enqueue(execution);
      return { id: row.id, executionId: row.execution_id };
    };
    const schedules = new Schedules({ database, plans, now, newId, checkTask: this.#registry.checkTask, enqueue, onChanged, onAppended: () => this.#appended() });
    return Object.assign(schedules, {
      slots: (id: number, query: Parameters<SchedulesApi['slots']>[1]) => listSlots(database, id, query),
      backfill: (id: number, range: Parameters<SchedulesApi['backfill']>[1], by?: { actor?: string }) =>
        backfillSchedule({ database, plans, now, newId, onEnqueued: () => this.#enqueued(true) }, id, range, by),
      apply: (request: Parameters<SchedulesApi['apply']>[0], by?: { actor?: string }) => applySchedules({ database, schedules, onChanged }, request, by),
    });
  }

  /** Notifications of other nodes are hints; after a lost connection everything is looked at again. */
  #listen(): void {
    const notifier = this.#notifier;
    const ready = (): void => this.#worker.wake();
    const events = (): void => {
      this.#tail.wake();
      this.#triggers.wake();
    };
    const schedules = (): void => {
      this.#scheduler.wake();
      this.#triggers.refresh();
    };
    notifier.on('ready', ready);
    notifier.on('delayed', () => this.#promoter.wake());
    notifier.on('events', events);
    notifier.on('schedules', schedules);
    notifier.on('waits', () => this.#triggers.refresh());
    notifier.on('logs', (executionId) => this.#logTail.wake(executionId));
    notifier.on('cancelled', (ids) => this.#worker.stopRuns(ids.split(',').map(Number), 'cancelled'));
    notifier.on('resync', () => [ready(), events(), schedules(), this.#promoter.wake()]);
  }

  #enqueued(delayed: boolean): void {
    this.#ready();
    if (delayed) {
      this.#promoter.wake();
      this.#notifier.notify('delayed');
    }
    this.#appended();
  }

  #ready(): void {
    this.#worker.wake();
    this.#notifier.notify('ready');
  }

  #appended(): void {
    this.#tail.wake();
    this.#triggers.wake();
    this.#eventsAppended.call();
  }

  #fired({ delayed, cancelled }: { delayed: boolean; cancelled: readonly number[] }): void {
    this.#enqueued(delayed);
    if (cancelled.length > 0) this.#cancelled(cancelled);
  }

  #cancelled(ids: readonly number[]): void {
    this.#worker.stopRuns(ids, 'cancelled');
    // A notification holds a few thousand bytes; what does not fit is found out by the lease keeper.
    for (let start = 0; start < ids.length; start += 300) this.#notifier.notify('cancelled', ids.slice(start, start + 300).join(','));
    this.#promoter.wake();
    this.#appended();
  }

  #written({ putBack, finished }: { putBack: readonly { hold: string | null; wait?: object }[]; finished: number }): void {
    if (finished > 0 || putBack.length > 0) this.#appended();
    if (putBack.some((entry) => entry.hold === null)) this.#ready();
    if (putBack.some((entry) => entry.hold !== null)) this.#promoter.wake();
    if (putBack.some((entry) => entry.wait)) {
      this.#triggers.refresh();
      this.#notifier.notify('waits');
    }
    if (finished > 0) this.#promoter.released();
  }

  #logsStored(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      this.#logTail.wake(id);
      this.#notifier.notify('logs', id);
    }
  }

  /** Progress is for people: a few times a second at most, the last word always. */
  #progress(run: Run, progress: { percent: number; message: string | null }): void {
    const now = this.#clock.monotonicMs();
    if (progress.percent < 100 && now - (this.#progressed.get(run) ?? -Infinity) < 250) return;
    this.#progressed.set(run, now);
    saveProgress(this.#database, run.row.id, run.row.fence, progress).then(
      () => this.#appended(),
      (error: unknown) => this.#log.warn({ err: error }, 'progress could not be stored'),
    );
  }

  async #readLog(key: string, { fromSeq, limit }: { fromSeq: number; limit: number }): ReturnType<LogsApi['read']> {
    const execution = await getRow(this.#database, key);
    const items = await readLog(this.#database, execution.execution_id, fromSeq, limit);
    const last = items.at(-1);
    const nextSeq = last ? last.seq + 1 : fromSeq;
    return { items, nextSeq, done: execution.completed_at !== null && items.length < limit };
  }
}
