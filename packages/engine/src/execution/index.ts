/**
 * Execution: claiming, running and ending. Owns `leases`, `execution_history`, `execution_attempts`,
 * `execution_steps`, `execution_waits`, `execution_logs`, and takes rows out of `live_executions`.
 * Every state change is fenced: a writer that lost its lease finds no row. Cancel wins over any late outcome.
 */
export { cancelExecutions } from './cancel-execution.ts';
export { Completer } from './completer.ts';
export { EXACT_TOTAL, countByStatus, countRows, getRow, listAttempts, listRows } from './execution-query.ts';
export { type RowContext, toBreakerOption, toExecution, toSummary } from './execution-row.ts';
export { type ClaimedRow, saveProgress } from './execution-store.ts';
export { LeaseKeeper } from './lease-keeper.ts';
export { LogTail, readLog } from './log-tail.ts';
export { LogWriter } from './log-writer.ts';
export { type Outcome, TaskFailure, completed, failed } from './outcome.ts';
export { Rescuer } from './rescuer.ts';
export type { Gate } from './gate.ts';
export type { Run } from './run.ts';
export { StepKeeper } from './step-keeper.ts';
export { type HandlerOptions, type TaskContext, type TaskHandler, defineHandler } from './task-handler.ts';
export { Worker } from './worker.ts';
