import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Event, NODE_ROLES, type NodeRole, TuttiError, eventMatches } from '@tutti/contract';
import { Database, Notifier, migrate } from '@tutti/database';
import { Audit } from './audit/index.ts';
import type { TokensApi } from './access-api.ts';
import type {
  Actor,
  AuditApi,
  BreakersApi,
  Engine,
  EngineHealth,
  Enqueued,
  LogsApi,
  MetricsApi,
  NodesApi,
  SchedulesApi,
  SecretsApi,
  SettingsApi,
} from './engine-api.ts';
import { wireBatches } from './batch-parts.ts';
import { readHealth } from './engine-health.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventLog } from './event-log.ts';
import { readLogPage } from './execution/index.ts';
import { Executions } from './executions.ts';
import { fleetView } from './fleet-view.ts';
import type { BatchesApi, IncomingHooksApi, NotificationsApi, WebhooksApi } from './hooks-api.ts';
import { Interventions } from './interventions.ts';
import { type Clock, type Log, type Stopping, silentLog, stopWithin, systemClock } from './kernel/index.ts';
import { Nodes } from './node/index.ts';
import { type Parts, buildParts } from './parts.ts';
import type { NewExecution } from './queue/index.ts';
import { Breakers } from './recovery/index.ts';
import {
  type CalendarQuery,
  Schedules,
  applySchedules,
  backfillSchedule,
  fleetCalendar,
  listSlots,
} from './schedule/index.ts';
import { ensurePartitions } from './upkeep/index.ts';
import { WakeUps } from './wake-ups.ts';

/** Makes a node of the engine; `start()` brings it to life. Without it the node only enqueues, reads and edits. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const database =
    options.database instanceof Database ? options.database : new Database({ connection: options.database });
  const notifier = new Notifier(database);
  try {
    if (options.migrate !== false) await migrate(database);
    await ensurePartitions(database, options.clock ?? systemClock, options.log ?? silentLog);
    await notifier.start();
    const engine = new EngineNode(options, database, notifier);
    await engine.prepare();
    return engine;
  } catch (error) {
    await notifier.close();
    if (database !== options.database) await database.close();
    throw error;
  }
}

/** For each part of a stop. */
const PART_LIMIT_MS = 5000;
/** A handler that ignores its signal gets its grace, and what it came to is written. */
const RUNS_LIMIT_MS = 18_000;
/** Beyond the drain: time for runs to stop, and for what they came to. A database that is away must not keep a process for ever. */
const LONGEST_STOP_MS = 20_000;

/** As its class is called: `BreakerKeeper` is the breaker keeper. A bare loop has a name of its own. */
const nameOf = (service: object): string =>
  'name' in service && typeof service.name === 'string'
    ? service.name
    : service.constructor.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** The composition root. */
class EngineNode implements Engine {
  readonly node: string;
  readonly executions: Executions;
  readonly schedules: SchedulesApi;
  readonly breakers: BreakersApi;
  readonly nodes: NodesApi;
  readonly events: EventLog;
  readonly logs: LogsApi;
  readonly settings: SettingsApi;
  readonly metrics: MetricsApi;
  readonly audit: AuditApi;
  readonly webhooks: WebhooksApi;
  readonly incomingHooks: IncomingHooksApi;
  readonly secrets: SecretsApi;
  readonly tokens: TokensApi;
  readonly notifications: NotificationsApi;
  readonly batches: BatchesApi;
  readonly interventions: Interventions;
  readonly #options: EngineOptions;
  readonly #database: Database;
  readonly #notifier: Notifier;
  readonly #wakeUps: WakeUps;
  readonly #parts: Parts;
  readonly #roles: ReadonlySet<NodeRole>;
  readonly #clock: Clock;
  readonly #log: Log;
  #started = false;

  constructor(options: EngineOptions, database: Database, notifier: Notifier) {
    this.#options = options;
    this.#database = database;
    this.#notifier = notifier;
    this.#roles = new Set(options.roles ?? NODE_ROLES);
    this.node = options.node ?? `${hostname()}-${process.pid}-${randomUUID().slice(0, 6)}`;
    const [clock, log] = [options.clock ?? systemClock, options.log ?? silentLog];
    this.#clock = clock;
    this.#log = log;
    const wakeUps = new WakeUps(notifier);
    this.#wakeUps = wakeUps;
    this.#parts = buildParts({ options, database, wakeUps, node: this.node, clock, log });

    const { enqueuer, registry, queueGate, newId, tail, logTail, nodeRegistry } = this.#parts;
    const now = (): Date => clock.now();
    const fleet = fleetView(registry, nodeRegistry);
    const interventions = new Interventions({
      database,
      registry,
      fleet,
      onEnqueued: wakeUps.enqueued,
      onCancelled: wakeUps.cancelled,
      onPaused: wakeUps.pausedRuns,
      onAppended: wakeUps.appended,
    });
    this.interventions = interventions;
    this.executions = new Executions({
      database,
      enqueuer,
      registry,
      queueGate,
      interventions,
      clock,
      newId,
      fleet,
    });
    this.batches = wireBatches({ database, registry, queueGate, interventions, wakeUps, now, newId });
    this.breakers = new Breakers({ database, onChanged: wakeUps.breakersChanged });
    this.nodes = new Nodes({
      database,
      onChanged: wakeUps.nodesChanged,
      serving: () => nodeRegistry.serving,
    });
    this.events = new EventLog({ database, tail, now, onAppended: wakeUps.appended });
    this.logs = {
      read: (key, range) => readLogPage(database, key, range),
      follow: (id, from, onChunks) => logTail.follow(id, from, onChunks),
    };
    this.settings = this.#parts.settings;
    this.metrics = this.#parts.metrics;
    this.audit = new Audit({ database, clock, signer: options.auditSigner });
    this.webhooks = this.#parts.hooks.webhooks;
    this.incomingHooks = this.#parts.hooks.incomingHooks;
    this.secrets = this.#parts.secrets;
    this.tokens = this.#parts.tokens;
    this.notifications = this.#parts.hooks.notifications;
    this.schedules = this.#wireSchedules(now);
  }

  /** What must be known before anything is done. */
  async prepare(): Promise<void> {
    const { settings, secrets, queueGate, laneBook, rulebook } = this.#parts;
    const loads = [settings, queueGate, laneBook, rulebook].map((part) => part.load());
    await Promise.all([secrets.checkKey(), ...loads]);
  }

  get errors(): Parts['errors'] {
    return this.#parts.errors;
  }

  get errorRules(): Parts['rules'] {
    return this.#parts.rules;
  }

  get deadLetters(): Parts['letters'] {
    return this.#parts.letters;
  }

  get letterArchive(): Parts['archive'] {
    return this.#parts.archive;
  }

  get queues(): Parts['queues'] {
    return this.#parts.queues;
  }

  get remoteWorkers(): Parts['remoteWorkers'] {
    return this.#parts.remoteWorkers;
  }

  on(pattern: string, listener: (event: Event) => void): () => void {
    return this.events.subscribe((events) => {
      for (const event of events) if (eventMatches([pattern], event.type)) listener(event);
    });
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    const { background, promoter, rescuer, leaseKeeper, worker, breakerKeeper, nodeRegistry } = this.#parts;
    const { redriver, sampler } = this.#parts;
    for (const service of background) service.start();
    await nodeRegistry.start((draining) => this.#setDraining(draining));
    if (this.#roles.has('worker')) {
      // Known before the first claim: what is open must not be called once more by every node that starts.
      await breakerKeeper.load().catch(() => undefined);
      for (const service of [sampler, promoter, rescuer, leaseKeeper, breakerKeeper, worker, redriver])
        service.start();
    }
    if (!nodeRegistry.draining) this.#startFiring();
  }

  /** What makes work out of times and events. */
  get #firing() {
    const { scheduler, triggers, watch, hooks } = this.#parts;
    return [scheduler, triggers, watch, ...hooks.consumers];
  }

  #startFiring(): void {
    if (this.#started && this.#roles.has('scheduler')) for (const service of this.#firing) service.start();
  }

  /** What runs goes on; nothing is claimed or fired until the node is resumed. */
  #setDraining(draining: boolean): void {
    if (draining) for (const service of this.#firing) void service.stop();
    else {
      this.#startFiring();
      this.#parts.worker.wake();
    }
  }

  async stop({ drainMs = 30_000 }: { drainMs?: number } = {}): Promise<void> {
    this.#started = false;
    const { completer, logs, builtIn, enqueuer, hot, gate } = this.#parts;
    const done = new AbortController();
    const windingDown = this.#windDown(drainMs).finally(() => done.abort());
    windingDown.catch(() => undefined);
    await this.#clock.sleep(drainMs + LONGEST_STOP_MS, done.signal);
    if (!done.signal.aborted) await this.#end('commands and requests', () => builtIn.close());
    completer.close();
    gate.close();
    logs.close();
    this.#wakeUps.close();
    await Promise.all([
      this.#end('enqueuer', () => enqueuer.close()),
      this.#end('notifier', () => this.#notifier.close()),
      ...hot.map((connection, index) => this.#end(`hot connection ${index + 1}`, () => connection.close())),
    ]);
    if (done.signal.aborted) await windingDown;
    if (this.#database !== this.#options.database)
      await this.#end('database connections', () => this.#database.close());
  }

  /** In order: what makes work, what does it, what it came to, and who tells of it. */
  async #windDown(drainMs: number): Promise<void> {
    const { background, promoter, rescuer, redriver, breakerKeeper, nodeRegistry } = this.#parts;
    const { leaseKeeper, worker, sampler, logs, builtIn, tail, gate } = this.#parts;
    const looking = [...this.#firing, promoter, rescuer, redriver, breakerKeeper, ...background];
    await Promise.all(looking.map((service) => this.#end(nameOf(service), () => service.stop())));
    await this.#end('running work', () => worker.stop(drainMs), drainMs + RUNS_LIMIT_MS);
    await this.#end('machine sampler', () => sampler.stop());
    await this.#end('lease keeper', () => leaseKeeper.stop());
    await this.#end('circuit breakers', () => gate.settled());
    await this.#end('node registry', () => nodeRegistry.stop());
    await this.#end('logs of runs', () => logs.flush());
    await this.#end('commands and requests', () => builtIn.close());
    await this.#end('event tail', () => tail.stop());
  }

  #end(name: string, stop: Stopping['stop'], limitMs = PART_LIMIT_MS): Promise<unknown> {
    return stopWithin({ name, limitMs, stop }, { clock: this.#clock, log: this.#log });
  }

  async processOnce(): Promise<{ completed: number; failed: number }> {
    if (this.#started && this.#roles.size > 0)
      throw new TuttiError(
        'VALIDATION_FAILED',
        'processOnce is for a node that runs nothing by itself: do not start it, or give it no roles.',
      );
    const { completer, rescuer, scheduler, triggers, promoter, leaseKeeper, worker } = this.#parts;
    const { breakerKeeper, gate, hooks } = this.#parts;
    await this.prepare();
    const before = { ...completer.written };
    await rescuer.rescue();
    await scheduler.tick();
    await triggers.round();
    for (const consumer of hooks.consumers) while ((await consumer.round()) === 0);
    await breakerKeeper.round();
    await promoter.round();
    leaseKeeper.start();
    await worker.drainReady();
    await gate.settled();
    await leaseKeeper.stop();
    const { completed, failed } = completer.written;
    return { completed: completed - before.completed, failed: failed - before.failed };
  }

  health(): Promise<EngineHealth> {
    return readHealth(this.#database, this.#parts);
  }

  #wireSchedules(now: () => Date): SchedulesApi {
    const [database, wakeUps] = [this.#database, this.#wakeUps];
    const { plans, newId, registry, enqueuer } = this.#parts;
    const { schedulesChanged: onChanged, appended: onAppended } = wakeUps;
    const enqueue = async (execution: NewExecution): Promise<Enqueued> => {
      const row = await enqueuer.enqueue(execution);
      return { id: row.id, executionId: row.execution_id };
    };
    const { checkTask } = registry;
    const { checkChannels } = this.#parts.hooks.notifications;
    const schedules = new Schedules({
      database,
      plans,
      now,
      newId,
      checkTask,
      checkChannels,
      enqueue,
      onChanged,
      onAppended,
    });
    const onEnqueued = (): void => wakeUps.enqueued(true);
    return Object.assign(schedules, {
      slots: (id: number, query: Parameters<SchedulesApi['slots']>[1]) => listSlots(database, id, query),
      backfill: (id: number, range: Parameters<SchedulesApi['backfill']>[1], by?: Actor) =>
        backfillSchedule({ database, plans, now, newId, onEnqueued }, id, range, by),
      calendar: (query: CalendarQuery) => fleetCalendar(database, plans, query, now()),
      apply: (request: Parameters<SchedulesApi['apply']>[0], by?: Actor) =>
        applySchedules({ database, schedules, onChanged }, request, by),
    });
  }
}
