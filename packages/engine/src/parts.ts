import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { NODE_ROLES } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { Tokens } from './access/index.ts';
import { auditSealer, pruneAudit } from './audit/index.ts';
import type { EngineOptions } from './engine-options.ts';
import { EventTail } from './events/index.ts';
import {
  type Admission,
  type CostlyClaims,
  LogTail,
  type RemoteRuns,
  type TaskHandler,
  type Worker,
} from './execution/index.ts';
import { createBuiltInHandlers } from './handlers/index.ts';
import { buildHooks } from './hooks.ts';
import { type Clock, type Log, uuidGenerator } from './kernel/index.ts';
import { Metrics, pruneMetrics, rollUpKeeper } from './metrics/index.ts';
import { channelTexts } from './notification/index.ts';
import { NodeRegistry } from './node/index.ts';
import { Enqueuer, type LaneBook, Promoter } from './queue/index.ts';
import { RemoteWorkers } from './remote/index.ts';
import { buildQueueBooks, buildRecovery } from './recovery-parts.ts';
import { EventTriggers, Plans, ScheduleWatch, Scheduler, retimeUnzoned } from './schedule/index.ts';
import { Keyring, Secrets, TextVault } from './secret/index.ts';
import { Settings } from './settings/index.ts';
import { allHandlers } from './traced-handler.ts';
import { TaskRegistry } from './task-registry.ts';
import { DiskWatch, Retention, partitionKeeper } from './upkeep/index.ts';
import { hookTexts, webhookTexts } from './webhook/index.ts';
import type { WakeUps } from './wake-ups.ts';
import { buildWorkshop } from './workshop-parts.ts';

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
  const builtIn = createBuiltInHandlers({ log, shell, httpAllow, logLimitBytes });
  const { secrets, vault } = buildSecrets(ground);
  const hooks = buildHooks({ database, wakeUps, builtIn, clock, log, vault, newId });
  const registry = buildTaskRegistry(options, [builtIn, hooks], (type) => nodeRegistry.knows(type));
  const plans = new Plans(options.defaultTimezone);
  const settings = buildSettings(ground, plans);
  const retention = buildRetention(ground, settings, hooks.kept);
  const disk = new DiskWatch({ folder: options.diskFolder, log, onRoom: wakeUps.ready });
  const books = buildQueueBooks(ground);
  const workshop = buildWorkshop(ground, registry, { ...books, resolveSecrets: secrets.resolve });
  const nodeRegistry = buildRegistry(ground, workshop, registry);
  addVetoes(workshop.admission, nodeRegistry, disk);
  const remoteWorkers = buildRemoteWorkers(ground, registry, { ...workshop, ...books, disk, nodeRegistry });
  const tokens = new Tokens({ ...ground, onChanged: wakeUps.tokensChanged });
  const recovery = buildRecovery(ground, registry, newId);
  const parts = {
    ...books,
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
    enqueuer: new Enqueuer({ database, onEnqueued: wakeUps.enqueued, onLanes: wakeUps.lanesMade }),
    promoter: new Promoter({ database, log, onReady: wakeUps.ready, onCostly: workshop.onCostly }),
    scheduler: new Scheduler({ database, log, newId, plans, onFired: wakeUps.fired }),
    triggers: new EventTriggers({ database, log, newId, plans, onFired: wakeUps.fired }),
    watch: new ScheduleWatch({ database, log, onAppended: wakeUps.appended }),
    retention,
    disk,
    /** What runs on every node, whatever its roles. */
    background: [
      settings,
      tokens,
      disk,
      ...Object.values(books),
      remoteWorkers,
      workshop.rulebook,
      retention,
      partitionKeeper(database, clock, log),
      auditSealer({ database, log, signer: options.auditSigner }),
      rollUpKeeper(database, log),
      recovery.archiver,
    ] satisfies Service[],
    metrics: new Metrics({ database, now: () => clock.now(), takenOver: () => workshop.rescuer.takenOver }),
    nodeRegistry,
    remoteWorkers,
    ...workshop,
    ...recovery,
  };
  wakeUps.connect(parts);
  return parts;
}

const auditRetention = ({ auditSigner: signer }: EngineOptions) => ({
  what: 'audit_log',
  cutoff: 'audit' as const,
  prune: (tx: Queryable, before: Date) => pruneAudit(tx, { before, signer }),
});

function buildSecrets({ options, database, wakeUps, clock, log }: Ground) {
  const keyring = new Keyring(options.secretKey);
  const tables = [webhookTexts, hookTexts, channelTexts];
  const vault = new TextVault({ database, keyring, log, tables });
  const onChanged = wakeUps.secretsChanged;
  return { vault, secrets: new Secrets({ database, clock, log, keyring, texts: vault, onChanged }) };
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

function buildTaskRegistry(
  options: EngineOptions,
  sources: readonly { handlers: readonly TaskHandler[] }[],
  handledElsewhere: (taskType: string) => boolean,
): TaskRegistry {
  const handlers = allHandlers(
    sources.flatMap((source) => source.handlers),
    options,
  );
  return new TaskRegistry(handlers, { refuseUnknown: options.refuseUnknownTasks ?? false, handledElsewhere });
}

/** Why a node with room takes no work all the same. */
function addVetoes(admission: Admission, registry: NodeRegistry, disk: DiskWatch): void {
  admission.addVeto(() => (registry.draining ? 'the node is drained' : undefined));
  admission.addVeto(() => (disk.mayClaim() ? undefined : 'the disk is nearly full'));
}

/** What serves workers elsewhere. */
function buildRemoteWorkers(
  { database, wakeUps, clock, log }: Ground,
  { handlers }: TaskRegistry,
  {
    remoteRuns,
    disk,
    laneBook,
    nodeRegistry,
  }: { remoteRuns: RemoteRuns; disk: DiskWatch; laneBook: LaneBook; nodeRegistry: NodeRegistry },
): RemoteWorkers {
  const onChanged = async (): Promise<void> => {
    await nodeRegistry.refresh();
    wakeUps.nodesChanged();
  };
  const mayClaim = (): boolean => disk.mayClaim();
  return new RemoteWorkers({
    database,
    runs: remoteRuns,
    handlers,
    laneBook,
    clock,
    log,
    mayClaim,
    onChanged,
  });
}

/** What the node tells the others of itself. */
function buildRegistry(
  { options, database, wakeUps, node, log }: Ground,
  {
    worker,
    admission,
    costly,
    maxConcurrent,
  }: { worker: Worker; admission: Admission; costly: CostlyClaims; maxConcurrent: number },
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
    cpuLimit: limitOf(options.cpuLimit),
    memoryLimit: limitOf(options.memoryLimit),
    offer: costly.offer,
  };
  return new NodeRegistry({
    database,
    log,
    identity,
    running: () => worker.running,
    refusal: () => admission.refusal(worker.running),
    onChanged: wakeUps.nodesChanged,
  });
}

/** 100 percent is no limit. */
const limitOf = (percent: number | undefined): number | null =>
  percent === undefined || percent >= 100 ? null : percent;
