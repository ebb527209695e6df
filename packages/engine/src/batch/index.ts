/**
 * Batches: many executions as one. Owns `batches`, `batch_items` and the event cursor `batches`.
 * A batch is accepted whole or not at all; its limit is a concurrency key of its own; the first failure may end it.
 */
export { pruneBatches } from './batch-store.ts';
export { Batches } from './batches.ts';
export { failFast } from './fail-fast.ts';
