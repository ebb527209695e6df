/**
 * Metrics: counts a minute of what ended, and samples of the queues, for charts and monitoring. Owns `execution_rollups`,
 * `schedule_rollups`, `queue_samples`, `execution_totals` and `metrics_progress`. Counted from history by one node at a
 * time and never on the hot path: what may still change is counted anew each round, what cannot is added to the totals.
 */
export { Metrics } from './metrics.ts';
export { rollUp, rollUpKeeper } from './roll-up.ts';
export { pruneMetrics } from './rollup-store.ts';
