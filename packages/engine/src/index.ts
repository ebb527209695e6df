/**
 * The durable engine, usable alone: `createEngine({ database, handlers })` gives a node that enqueues, schedules,
 * runs and tells. Everything it keeps is in PostgreSQL; any number of nodes share one database.
 */
export { createEngine } from './engine.ts';
export type { EngineOptions } from './engine-options.ts';
export type * from './access-api.ts';
export type * from './engine-api.ts';
export type * from './hooks-api.ts';
export {
  type AuditEntry,
  type AuditSigner,
  appendAudit,
  createAuditSigner,
  pruneAudit,
  sealAudit,
  verifyAudit,
} from './audit/index.ts';
export {
  type HandlerOptions,
  type Outcome,
  type TaskContext,
  type TaskHandler,
  TaskFailure,
  completed,
  defineHandler,
  failed,
} from './execution/index.ts';
export { type ShellOptions, sandboxProblem } from './handlers/index.ts';
export {
  type RemoteWorkerOptions,
  type Wire,
  type WorkerEvent,
  runRemoteWorker,
} from './remote-worker/index.ts';
export { readLag as readEventLag } from './events/index.ts';
export { LEAST_FREE_PERCENT, freePercentOf, partitionNamesAhead } from './upkeep/index.ts';
export { plainRedaction } from './secret/index.ts';
export type { ActiveSpan, SpanStart, Tracer } from './kernel/index.ts';
export { type Clock, type Log, type Stopping, silentLog, stopWithin, systemClock } from './kernel/index.ts';
