import type {
  ClaimedExecution,
  HeartbeatAnswer,
  RegisteredWorker,
  WorkerClaim,
  WorkerCompletion,
  WorkerFailure,
  WorkerHeartbeat,
  WorkerLease,
  WorkerLogs,
  WorkerProgress,
  WorkerRegistration,
  WorkerStep,
} from '@tutti/contract';

/** The calls of `/worker/*`. They throw what `troubleOf` can judge, or the reason of an aborted signal. */
export interface Wire {
  register(worker: WorkerRegistration): Promise<RegisteredWorker>;
  claim(claim: WorkerClaim, signal: AbortSignal): Promise<{ executions: ClaimedExecution[] }>;
  heartbeat(beat: WorkerHeartbeat, signal: AbortSignal): Promise<HeartbeatAnswer>;
  log(logs: WorkerLogs): Promise<unknown>;
  progress(progress: WorkerProgress): Promise<unknown>;
  saveStep(step: WorkerStep): Promise<unknown>;
  complete(completion: WorkerCompletion): Promise<unknown>;
  fail(failure: WorkerFailure): Promise<unknown>;
  release(lease: WorkerLease): Promise<unknown>;
  leave(workerId: string): Promise<unknown>;
}

/**
 * away: worth another try later. lost: the lease is another's. unknown: register anew. refused: nothing that this worker
 * asks will be answered. invalid: what was sent does not suit the server.
 */
export type Trouble = 'away' | 'lost' | 'unknown' | 'refused' | 'invalid';

/** What a failed call means. */
export function troubleOf(error: unknown): Trouble {
  const { status, code, name } = error as { status?: unknown; code?: unknown; name?: string };
  if (code === 'LEASE_LOST') return 'lost';
  if (code === 'NODE_NOT_FOUND') return 'unknown';
  if (typeof status !== 'number')
    return name === 'NetworkError' || name === 'TimeoutError' ? 'away' : 'invalid';
  if (status === 401 || status === 403) return 'refused';
  return status >= 500 || status === 429 || status === 408 ? 'away' : 'invalid';
}
