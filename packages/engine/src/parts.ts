import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { NODE_ROLES } from '@tutti/contract';
import type { Database, HotConnection, Queryable } from '@tutti/database';
import { Tokens } from './access/index.ts';
import { auditSealer, pruneAudit } from './audit/index.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventTail } from './events/index.ts';
import {
  Admission,
  Completer,
  LeaseKeeper,
  LimitedClaims,
  LogTail,
  LogWriter,
  MachineSampler,
  OutcomeRecorder,
  Rescuer,
  Rulebook,
  StepKeeper,
  Worker,
} from './execution/index.ts';
import { createBuiltInHandlers } from './handlers/index.ts';
import { buildHooks } from './hooks.ts';
import { type Clock, type Log, uuidGenerator } from './kernel/index.ts';
import { Metrics, pruneMetrics, rollUpKeeper } from './metrics/index.ts';
import { NodeRegistry } from './node/index.ts';
import { progressKeeper } from './progress-keeper.ts';
import { Enqueuer, Promoter, type QueueGate, lockRoom } from './queue/index.ts';
import { BreakerGate, BreakerKeeper } from './recovery/index.ts';
import { buildQueueGate, buildRecovery } from './recovery-parts.ts';
import { EventTriggers, Plans, ScheduleWatch, Scheduler, retimeUnzoned } from './schedule/index.ts';
import { Keyring, Secrets } from './secret/index.ts';
import { Settings } from './settings/index.ts';
import { TaskRegistry } from './task-registry.ts';
import { DiskWatch, Retention, partitionKeeper } from './upkeep/index.ts';
import type { WakeUps } from './wake-ups.ts';

export interface Ground {
  options: EngineOptions;
  database: Database;
  wakeUps: WakeUps;
  node: string;
  clock: Clock;
  log: Log;
}

interface Service {
  start(): void;
  stop(): Promise<void>;
}

export type Parts = ReturnType<typeof buildParts>;

/** Makes the services of a node and wires them; none of them runs yet. */
export function buildParts(ground: Ground) {
  const { options, database, wakeUps, clock, log } = ground;
  const newId = uuidGenerator();
  const { httpAllow, logLimitBytes, shell } = options;
  const builtIn = createBuiltInHandlers({
    log,
    shell,
    ...(httpAllow && { httpAllow: [...httpAllow] }),
    ...(logLimitBytes !== undefined && { logLimitBytes }),
  });
  const hooks = buildHooks({ database, wakeUps, builtIn, clock, log, newId });
  const handlers = [...builtIn.handlers, ...hooks.handlers, ...(options.handlers ?? [])];
  const registry = new TaskRegistry(handlers, { refuseUnknown: options.refuseUnknownTasks ?? false });
  const plans = new Plans(options.defaultTimezone);
  const settings = buildSettings(ground, plans);
  const secrets = buildSecrets(ground);
  const onFired = wakeUps.fired;
  const retention = buildRetention(ground, settings, hooks.kept);
  const disk = new DiskWatch({ folder: options.diskFolder, log, onRoom: wakeUps.ready });
  const queueGate = buildQueueGate(ground);
  const workshop = buildWorkshop(ground, registry, { queueGate, resolveSecrets: secrets.resolve });
  const nodeRegistry = buildRegistry(ground, workshop, registry);
  workshop.admission.addVeto(() => (nodeRegistry.draining ? 'the node is drained' : undefined));
  workshop.admission.addVeto(() => (disk.mayClaim() ? undefined : 'the disk is nearly full'));
  const tokens = new Tokens({ database, clock, log, onChanged: wakeUps.tokensChanged });
  const takenOver = (): number => workshop.rescuer.takenOver;
  const parts = {
    queueGate,
    tokens,
    newId,
    builtIn,
    hooks,
    registry,
    plans,
    settings,
    secrets,
    tail: new EventTail({ database, log }),
    logTail: new LogTail(database),
    enqueuer: new Enqueuer({ database, onEnqueued: wakeUps.enqueued }),
    promoter: new Promoter({ database, log, onReady: wakeUps.ready }),
    scheduler: new Scheduler({ database, log, newId, plans, onFired }),
    triggers: new EventTriggers({ database, log, newId, plans, onFired }),
    watch: new ScheduleWatch({ database, log, onAppended: wakeUps.appended }),
    retention,
    disk,
    /** What runs on every node, whatever its roles. */
    background: [
      settings,
      tokens,
      disk,
      queueGate,
      workshop.rulebook,
      retention,
      partitionKeeper(database, clock, log),
      auditSealer({ database, log, signer: options.auditSigner }),
      rollUpKeeper(database, log),
    ] satisfies Service[],
    metrics: new Metrics({ database, now: () => clock.now(), takenOver }),
    nodeRegistry,
    ...workshop,
    ...buildRecovery(ground, registry, newId),
  };
  wakeUps.connect(parts);
  return parts;
}

const auditRetention = ({ auditSigner: signer }: EngineOptions) => ({
  what: 'audit_log',
  cutoff: 'audit' as const,
  prune: (tx: Queryable, before: Date) => pruneAudit(tx, { before, signer }),
});

function buildSecrets({ options, database, wakeUps, clock, log }: Ground): Secrets {
  const keyring = new Keyring(options.secretKey);
  return new Secrets({ database, clock, log, keyring, onChanged: wakeUps.secretsChanged });
}

const METRICS_RETENTION = {
  what: 'metrics',
  cutoff: 'history' as const,
  prune: (tx: Queryable) => pruneMetrics(tx),
};

function buildRetention(
  { options, database, clock, log }: Ground,
  settings: Settings,
  others: ConstructorParameters<typeof Retention>[0]['others'],
): Retention {
  return new Retention({
    database,
    clock,
    log,
    settings: () => settings.current,
    others: [auditRetention(options), METRICS_RETENTION, ...others],
  });
}

function buildSettings({ options, database, wakeUps, clock, log }: Ground, plans: Plans): Settings {
  return new Settings({
    database,
    log,
    defaults: options.defaultTimezone === undefined ? {} : { defaultTimezone: options.defaultTimezone },
    follow: async (tx, before, after) => {
      if (before.defaultTimezone !== after.defaultTimezone)
        await retimeUnzoned(tx, after.defaultTimezone, clock.now());
    },
    onApplied: ({ defaultTimezone }) => plans.useTimezone(defaultTimezone),
    onChanged: wakeUps.settingsChanged,
  });
}

/** The parts that run executions. */
function buildWorkshop(
  { options, database, wakeUps, node, clock, log }: Ground,
  registry: TaskRegistry,
  {
    queueGate,
    resolveSecrets,
  }: { queueGate: QueueGate } & Pick<ConstructorParameters<typeof Worker>[0], 'resolveSecrets'>,
) {
  const random = options.random ?? Math.random;
  const leaseMs = options.leaseMs ?? 30_000;
  const hot: HotConnection[] = [database.hot('claim'), database.hot('complete')];
  const [claimer, connection] = hot as [HotConnection, HotConnection];
  const logs = new LogWriter({
    database,
    log,
    limitBytes: options.logLimitBytes ?? 1_048_576,
    onStored: wakeUps.logsStored,
  });
  const completer = new Completer({ connection, node, clock, log, onWritten: wakeUps.written });
  const breakers = buildBreakers({ options, database, wakeUps, node, clock, log });
  const rulebook = new Rulebook({ database, log, random });
  const recorder = new OutcomeRecorder({ completer, rulebook, clock });
  const steps = new StepKeeper({ connection, database });
  const onProgress = progressKeeper({ database, clock, log, onAppended: wakeUps.appended });
  const { handlers, defaultPolicy } = registry;
  const maxConcurrent = options.maxConcurrent ?? 4;
  const { sampler, admission } = buildAdmission(options, log);
  const limited = new LimitedClaims({ database, queues: () => queueGate.limited, lockRoom });
  const worker = new Worker(
    {
      claimer,
      limited,
      admission,
      completer,
      recorder,
      steps,
      logs,
      handlers,
      gate: breakers.gate,
      node,
      clock,
      log,
      onProgress,
      onClaimed: wakeUps.appended,
      resolveSecrets,
    },
    { maxConcurrent, prefetch: options.prefetch ?? 0, leaseMs },
  );
  const leaseKeeper = new LeaseKeeper({
    connection,
    leaseMs,
    clock,
    log,
    held: () => worker.held(),
    onLost: (runs) => worker.loseRuns(runs),
    onPaused: (ids, paused) => worker.pauseRuns(ids, paused),
  });
  const rescuer = new Rescuer({ connection, completer, node, leaseMs, clock, log, rulebook, defaultPolicy });
  return {
    hot,
    logs,
    rulebook,
    admission,
    sampler,
    completer,
    worker,
    leaseKeeper,
    rescuer,
    maxConcurrent,
    ...breakers,
  };
}

/** What keeps calls away from services that are down. */
function buildBreakers({ options, database, wakeUps, node, clock, log }: Ground) {
  const holdMs = options.leaseMs ?? 30_000;
  const onFlushed = (turned: boolean): void => {
    if (turned) wakeUps.breakersChanged();
    else breakerKeeper.wake();
  };
  const gate = new BreakerGate({ database, node, clock, log, holdMs, onFlushed });
  const [onReady, onTurned] = [wakeUps.ready, wakeUps.breakersChanged];
  const breakerKeeper = new BreakerKeeper({ database, gate, log, holdMs, onReady, onTurned });
  return { gate, breakerKeeper };
}

/** What the node tells the others of itself. */
function buildRegistry(
  { options, database, wakeUps, node, log }: Ground,
  { worker, maxConcurrent }: { worker: Worker; maxConcurrent: number },
  registry: TaskRegistry,
): NodeRegistry {
  const identity = {
    name: node,
    instance: randomUUID(),
    roles: options.roles ?? NODE_ROLES,
    version: options.version ?? null,
    host: hostname(),
    pid: process.pid,
    labels: options.labels ?? {},
    taskTypes: [...registry.handlers.keys()],
    maxConcurrent,
  };
  return new NodeRegistry({
    database,
    log,
    identity,
    running: () => worker.running,
    onChanged: wakeUps.nodesChanged,
  });
}

/** Whether the machine bears more. */
function buildAdmission(options: EngineOptions, log: Log): { sampler: MachineSampler; admission: Admission } {
  const sampler = new MachineSampler(log);
  const admission = new Admission({
    limits: { cpuLimit: options.cpuLimit ?? 100, memoryLimit: options.memoryLimit ?? 100 },
    load: options.machineLoad ?? (() => sampler.load),
  });
  return { sampler, admission };
}
