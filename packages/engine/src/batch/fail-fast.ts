import type { Database, Queryable } from '@tutti/database';
import { EventConsumer, type Plan } from '../events/index.ts';
import { cancelExecutions } from '../execution/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import { anyFailFast, failFastBatches, settleBatch, unfinishedItems } from './batch-store.ts';

/** How often batches that have ended by themselves are looked for. */
const SETTLE_MS = 5000;
const FAILURES = ['execution.failed', 'execution.timed_out', 'execution.cancelled', 'execution.skipped'];

interface FailFastDeps {
  database: Database;
  clock: Clock;
  log: Log;
  onCancelled(ids: readonly number[]): void;
}

/** Cancels what is left of a batch when one of its items has failed and the batch asks for it. */
export function failFast({
  database,
  clock,
  log,
  onCancelled,
}: FailFastDeps): EventConsumer<readonly number[]> {
  let settledMs = -Infinity;
  const plan = async (tx: Queryable): Promise<Plan<readonly number[]> | undefined> => {
    const settle = clock.monotonicMs() - settledMs > SETTLE_MS;
    if (settle) settledMs = clock.monotonicMs();
    if (!(await anyFailFast(tx, settle))) return undefined;
    return {
      patterns: FAILURES,
      consume: async (events) => {
        const failed = events.flatMap(({ data: { executionId } }) =>
          typeof executionId === 'string' ? [executionId] : [],
        );
        const cancelled: number[] = [];
        for (const { id, index } of await failFastBatches(tx, failed)) {
          const reason = `item ${index} of its batch did not complete`;
          await settleBatch(tx, id, reason);
          cancelled.push(...(await cancelExecutions(tx, await unfinishedItems(tx, id), reason, 'batch')));
        }
        return cancelled.length > 0 ? cancelled : undefined;
      },
    };
  };
  return new EventConsumer({ name: 'batches', database, log, plan, onConsumed: onCancelled });
}
