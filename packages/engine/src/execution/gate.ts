import type { ClaimedRow } from './execution-store.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';
import type { TaskHandler } from './task-handler.ts';

/** Stands between a claimed run and its handler, for executions whose service has a breaker. */
export interface Gate {
  /** Does the work, or defers it. */
  pass(key: string, row: ClaimedRow, work: () => Outcome | Promise<Outcome>): Outcome | Promise<Outcome>;
  /** Hears what the run came to. */
  observe(key: string, row: ClaimedRow, outcome: Outcome): void;
}

/** Does the run's work, by way of its breaker if it has one. Costs nothing where none is named and none is usual. */
export function runGuarded(
  gate: Gate,
  run: Run,
  handler: TaskHandler,
  taskConfig: Record<string, unknown>,
  work: () => Outcome | Promise<Outcome>,
): Outcome | Promise<Outcome> {
  const named = run.row.breaker;
  if (named === null && !handler.breakerOf) return work();
  run.breaker = named === null ? handler.breakerOf?.(taskConfig) : named || undefined;
  return run.breaker === undefined ? work() : gate.pass(run.breaker, run.row, work);
}
