import type { Database } from '@tutti/database';
import { Batches } from './batch/index.ts';
import { actInBulk, previewBulk } from './bulk.ts';
import type { InterventionsApi } from './engine-api.ts';
import type { BatchesApi } from './hooks-api.ts';
import type { QueueGate } from './queue/index.ts';
import type { TaskRegistry } from './task-registry.ts';
import type { WakeUps } from './wake-ups.ts';

interface BatchGround {
  database: Database;
  registry: TaskRegistry;
  queueGate: QueueGate;
  interventions: InterventionsApi;
  wakeUps: WakeUps;
  now(): Date;
  newId(): string;
}

/** What callers do with many executions at once. */
export function wireBatches(ground: BatchGround): BatchesApi {
  const { database, registry, queueGate, interventions, wakeUps, now, newId } = ground;
  const batches = new Batches({
    database,
    newId,
    toNewExecution: (draft, executionId, by) => registry.toNewExecution(draft, executionId, by, now),
    admit: (executions) => {
      const counts = new Map<string, number>();
      for (const { queue, runAt } of executions)
        if (runAt === undefined) counts.set(queue, (counts.get(queue) ?? 0) + 1);
      for (const [queue, count] of counts) queueGate.admit(queue, count);
    },
    onEnqueued: wakeUps.enqueued,
    onChanged: wakeUps.hooksChanged,
  });
  return {
    create: (draft, by) => batches.create(draft, by),
    get: (id, page) => batches.get(id, page),
    act: (request, by) => actInBulk({ database, interventions }, request, by),
    preview: (filter) => previewBulk(database, filter),
  };
}
