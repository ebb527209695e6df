import type { Database, HotConnection } from '@tutti/database';
import type { EngineOptions } from './engine-options.ts';
import { EventTail } from './events/index.ts';
import {
  Completer,
  LeaseKeeper,
  LogTail,
  LogWriter,
  Rescuer,
  StepKeeper,
  Worker,
} from './execution/index.ts';
import { createBuiltInHandlers } from './handlers/index.ts';
import { type Clock, type Log, uuidGenerator } from './kernel/index.ts';
import { progressKeeper } from './progress-keeper.ts';
import { Enqueuer, Promoter } from './queue/index.ts';
import { EventTriggers, Plans, Scheduler } from './schedule/index.ts';
import { TaskRegistry } from './task-registry.ts';
import { partitionKeeper } from './upkeep/index.ts';
import type { WakeUps } from './wake-ups.ts';

interface Ground {
  options: EngineOptions;
  database: Database;
  wakeUps: WakeUps;
  node: string;
  clock: Clock;
  log: Log;
}

export type Parts = ReturnType<typeof buildParts>;

/** Makes the services of a node and wires them; none of them runs yet. */
export function buildParts(ground: Ground) {
  const { options, database, wakeUps, clock, log } = ground;
  const newId = uuidGenerator();
  const { httpAllow, logLimitBytes } = options;
  const builtIn = createBuiltInHandlers({
    log,
    ...(httpAllow && { httpAllow: [...httpAllow] }),
    ...(logLimitBytes !== undefined && { logLimitBytes }),
  });
  const handlers = [...builtIn.handlers, ...(options.handlers ?? [])];
  const registry = new TaskRegistry(handlers, { refuseUnknown: options.refuseUnknownTasks ?? false });
  const plans = new Plans(options.defaultTimezone);
  const onFired = wakeUps.fired;
  const parts = {
    newId,
    builtIn,
    registry,
    plans,
    tail: new EventTail({ database, log }),
    logTail: new LogTail(database),
    enqueuer: new Enqueuer({ database, onEnqueued: wakeUps.enqueued }),
    promoter: new Promoter({ database, log, onReady: wakeUps.ready }),
    scheduler: new Scheduler({ database, log, newId, plans, onFired }),
    triggers: new EventTriggers({ database, log, newId, plans, onFired }),
    partitions: partitionKeeper(database, clock, log),
    ...buildWorkshop(ground, registry),
  };
  wakeUps.connect(parts);
  return parts;
}

/** The parts that run executions. */
function buildWorkshop({ options, database, wakeUps, node, clock, log }: Ground, registry: TaskRegistry) {
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
  const steps = new StepKeeper({ connection, database });
  const onProgress = progressKeeper({ database, clock, log, onAppended: wakeUps.appended });
  const { handlers, defaultPolicy } = registry;
  const maxConcurrent = options.maxConcurrent ?? 4;
  const worker = new Worker(
    {
      claimer,
      completer,
      steps,
      logs,
      handlers,
      node,
      clock,
      log,
      random,
      onProgress,
      onClaimed: wakeUps.appended,
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
  });
  const rescuer = new Rescuer({ connection, completer, node, leaseMs, clock, log, random, defaultPolicy });
  return { hot, logs, completer, worker, leaseKeeper, rescuer, maxConcurrent };
}
