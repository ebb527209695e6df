import { appendEvents } from './events/index.ts';
import type { Ground } from './parts.ts';
import { LaneBook, QueueGate, Queues } from './queue/index.ts';
import { DeadLetters, Errors, LetterArchive, Redriver, Rules, letterArchiver } from './recovery/index.ts';
import type { TaskRegistry } from './task-registry.ts';

/** What puts failures right. */
export function buildRecovery(
  { options, database, wakeUps, clock, log }: Ground,
  registry: TaskRegistry,
  newId: () => string,
) {
  const { checkTask } = registry;
  const { enqueued: onEnqueued, appended: onAppended, ready: onReady } = wakeUps;
  const letters = new DeadLetters({
    database,
    newId,
    checkTask,
    onEnqueued,
    onAppended,
    onRedrive: wakeUps.redriveBegan,
  });
  const archive = new LetterArchive({ database, folder: options.archiveFolder, clock, onAppended });
  return {
    letters,
    errors: new Errors({ database, onReady, onAppended, onRecoveryChanged: wakeUps.recoveryChanged }),
    rules: new Rules({ database, onChanged: wakeUps.rulesChanged }),
    archive,
    archiver: letterArchiver(archive, log),
    redriver: new Redriver({ database, log, letters, onEnqueued }),
    queues: new Queues({ database, onChanged: wakeUps.queuesChanged, onAppended }),
  };
}

/** What a node keeps at hand of queues. */
export function buildQueueBooks(ground: Ground): { queueGate: QueueGate; laneBook: LaneBook } {
  const { database, log, wakeUps } = ground;
  const onSaturated = (queue: string, depth: number): void => void tellSaturated(ground, queue, depth);
  return {
    queueGate: new QueueGate({ database, log, onSaturated }),
    laneBook: new LaneBook({ database, log, onNew: wakeUps.lanesFound }),
  };
}

async function tellSaturated(
  { database, log, wakeUps }: Ground,
  queue: string,
  depth: number,
): Promise<void> {
  try {
    await database.transaction((tx) =>
      appendEvents(tx, [{ type: 'queue.saturated', data: { queue, depth } }]),
    );
    wakeUps.appended();
  } catch (error) {
    log.warn({ err: error, queue }, 'a full queue could not be told of');
  }
}
