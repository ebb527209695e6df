import type { Ending } from './carried-run.ts';

/** What a worker tells of itself. */
export type WorkerEvent =
  | { event: 'registered'; workerId: string; name: string }
  | { event: 'started'; executionId: string; taskType: string; attempt: number }
  | { event: 'ended'; executionId: string; outcome: Ending }
  /** The server does not answer; it will be asked again, and `back` tells when it does. */
  | { event: 'away'; message: string }
  | { event: 'back' }
  /** An operator wants no more claims, or wants them again. */
  | { event: 'drained' }
  | { event: 'resumed' }
  | { event: 'stopping'; running: number }
  | { event: 'stopped' }
  | { event: 'warning'; message: string };
