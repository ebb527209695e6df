/**
 * Execution: claiming, running and ending. Owns `leases`, `execution_history`, `execution_attempts`,
 * `execution_steps`, `execution_waits`, `execution_logs`, and takes rows out of `live_executions`.
 * Every state change is fenced: a writer that lost its lease finds no row. Cancel wins over any late outcome.
 */
export { Admission, type MachineLoad } from './admission.ts';
export { cancelExecutions, skipExecutions } from './cancel-execution.ts';
export { CostlyClaims } from './costly-claims.ts';
export { MOST_CHOSEN, chosenRows, countByStatus, countFacets, countFound } from './execution-count-store.ts';
export { Completer } from './completer.ts';
export {
  checkedCursor,
  countRows,
  foundRows,
  getRow,
  keyedRows,
  getRows,
  listAttempts,
  listRows,
  readBackground,
} from './execution-query.ts';
export { searchExecutions } from './execution-search.ts';
export { type RowContext, toBreakerOption, toExecution, toSummary } from './execution-row.ts';
export { type ClaimedRow, saveProgress } from './execution-store.ts';
export {
  type NewIntervention,
  type Touched,
  listInterventions,
  noteInterventions,
  pauseExecutions,
  prioritiseExecutions,
  resumeExecutions,
  retryExecutions,
} from './intervention-store.ts';
export { LeaseKeeper } from './lease-keeper.ts';
export { LimitedClaims } from './limited-claims.ts';
export { type LogRange, readLogEnd, readLogPage } from './log-store.ts';
export { LogTail } from './log-tail.ts';
export { LogWriter } from './log-writer.ts';
export { MachineSampler, type MachineSize, machineSize } from './machine-sampler.ts';
export { type Outcome, TaskFailure, completed, failed, outcomeOfThrown, storableError } from './outcome.ts';
export { OutcomeRecorder } from './outcome-recorder.ts';
export { RemoteRuns } from './remote-runs.ts';
export { Rescuer } from './rescuer.ts';
export type { Gate } from './gate.ts';
export { Rulebook } from './rulebook.ts';
export { type RuleRow, readPolicies, readRules, toErrorRule } from './rulebook-store.ts';
export { Run } from './run.ts';
export { RunContext } from './run-context.ts';
export { StepKeeper } from './step-keeper.ts';
export { type HandlerOptions, type TaskContext, type TaskHandler, defineHandler } from './task-handler.ts';
export { type TimelineApi, type TimelineQuery, readTimeline } from './timeline-store.ts';
export { viewQueue } from './queue-view.ts';
export { Worker } from './worker.ts';
