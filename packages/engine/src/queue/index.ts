/**
 * Queue: how work gets in and becomes claimable. Owns `live_executions` (inserting), `ready_executions`, `queues`,
 * `label_lanes` and `idempotency_keys`. A ready execution is in `ready_executions`; one that waits has a hold and is not.
 */
export { Enqueuer } from './enqueuer.ts';
export { type EnqueuedRow, enqueueKeyed, enqueueWithin, ensureQueues } from './enqueue-store.ts';
export { nextHold, roomHold } from './hold-store.ts';
export { laneOf, parseRequires, requiresText, unmetWords } from './lane.ts';
export { LaneBook } from './lane-book.ts';
export { type NewExecution, needsPromoter } from './new-execution.ts';
export { Promoter } from './promoter.ts';
export { QueueGate } from './queue-gate.ts';
export { lockRoom } from './queue-store.ts';
export { Queues } from './queues.ts';
