import type { HotConnection } from '@tutti/database';
import {
  Admission,
  Completer,
  CostlyClaims,
  LeaseKeeper,
  LimitedClaims,
  LogWriter,
  MachineSampler,
  OutcomeRecorder,
  RemoteRuns,
  Rescuer,
  Rulebook,
  StepKeeper,
  Worker,
  machineSize,
} from './execution/index.ts';
import type { Ground } from './parts.ts';
import { progressKeeper } from './progress-keeper.ts';
import { type LaneBook, type QueueGate, lockRoom } from './queue/index.ts';
import { BreakerGate, BreakerKeeper } from './recovery/index.ts';
import type { TaskRegistry } from './task-registry.ts';

interface WorkshopNeeds extends Pick<ConstructorParameters<typeof Worker>[0], 'resolveSecrets'> {
  queueGate: QueueGate;
  laneBook: LaneBook;
}

/** The parts that run executions. */
export function buildWorkshop(
  { options, database, wakeUps, node, clock, log }: Ground,
  registry: TaskRegistry,
  { queueGate, laneBook, resolveSecrets }: WorkshopNeeds,
) {
  const random = options.random ?? Math.random;
  const leaseMs = options.leaseMs ?? 30_000;
  const hot: HotConnection[] = [database.hot('claim'), database.hot('complete')];
  const [claimer, connection] = hot as [HotConnection, HotConnection];
  const limitBytes = options.logLimitBytes ?? 1_048_576;
  const logs = new LogWriter({ database, log, limitBytes, onStored: wakeUps.logsStored });
  const completer = new Completer({ connection, node, clock, log, onWritten: wakeUps.written });
  const breakers = buildBreakers({ options, database, wakeUps, node, clock, log });
  const rulebook = new Rulebook({ database, log, random });
  const recorder = new OutcomeRecorder({ completer, rulebook, clock });
  const steps = new StepKeeper({ connection, database });
  const onProgress = progressKeeper({ database, clock, log, onAppended: wakeUps.appended });
  const { handlers, defaultPolicy } = registry;
  const maxConcurrent = options.maxConcurrent ?? 4;
  const { sampler, admission, costly } = buildAdmission({ options, database, node, clock, log });
  const limited = new LimitedClaims({ database, queues: () => queueGate.limited, lockRoom });
  const gate = breakers.gate;
  const claims = { claimer, limited, costly, onClaimed: wakeUps.appended };
  const common = { ...claims, steps, logs, handlers, gate, clock, log, resolveSecrets };
  const lanes = laneBook.lanesOf([...handlers.keys()], options.labels ?? {});
  const worker = new Worker(
    { ...common, admission, completer, recorder, node, onProgress, lanes },
    { maxConcurrent, prefetch: options.prefetch ?? 0, leaseMs },
  );
  const remoteRuns = new RemoteRuns({
    ...common,
    database,
    connection,
    rulebook,
    leaseMs,
    logLimitBytes: limitBytes,
    onWritten: wakeUps.written,
    onAppended: wakeUps.appended,
    onLogged: wakeUps.logsStored,
  });
  const leaseKeeper = buildLeaseKeeper({ connection, leaseMs, clock, log }, worker);
  const rescuer = new Rescuer({ connection, completer, node, leaseMs, clock, log, rulebook, defaultPolicy });
  const onCostly = (waiting: boolean): void => {
    costly.expect(waiting);
    if (waiting) worker.wake();
  };
  const looking = { admission, costly, onCostly, sampler, leaseKeeper, rescuer };
  return { hot, logs, rulebook, completer, worker, remoteRuns, maxConcurrent, ...looking, ...breakers };
}

function buildLeaseKeeper(
  deps: Pick<ConstructorParameters<typeof LeaseKeeper>[0], 'connection' | 'leaseMs' | 'clock' | 'log'>,
  worker: Worker,
): LeaseKeeper {
  return new LeaseKeeper({
    ...deps,
    held: () => worker.held(),
    onLost: (runs) => worker.loseRuns(runs),
    onPaused: (ids, paused) => worker.pauseRuns(ids, paused),
  });
}

/** What keeps calls away from services that are down. */
function buildBreakers({ options, database, wakeUps, node, clock, log }: Ground) {
  const holdMs = options.leaseMs ?? 30_000;
  const onFlushed = (turned: boolean): void => {
    if (turned) wakeUps.breakersChanged();
    else breakerKeeper.wake();
  };
  const gate = new BreakerGate({ database, node, clock, log, holdMs, onFlushed });
  const onTurned = wakeUps.breakersChanged;
  // Those with a concurrency key wait for a slot of it, which the promoter gives.
  const onReady = (): void => wakeUps.enqueued(true);
  const breakerKeeper = new BreakerKeeper({ database, gate, log, holdMs, onReady, onTurned });
  return { gate, breakerKeeper };
}

/** Whether the machine bears more, and what has room beside what runs. */
function buildAdmission({
  options,
  database,
  node,
  clock,
  log,
}: Pick<Ground, 'options' | 'database' | 'node' | 'clock' | 'log'>) {
  const sampler = new MachineSampler(log);
  const limits = { cpuLimit: options.cpuLimit ?? 100, memoryLimit: options.memoryLimit ?? 100 };
  const load = options.machineLoad ?? (() => sampler.load);
  const admission = new Admission({ limits, load });
  const size = options.machineSize ?? machineSize();
  const patienceMs = options.costPatienceMs ?? 60_000;
  const costly = new CostlyClaims({ database, node, clock, limits, size, load, patienceMs, lockRoom });
  return { sampler, admission, costly };
}
