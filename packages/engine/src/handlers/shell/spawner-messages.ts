import type { OutputStream, StartProblem } from './executor.ts';

/** A process, ready to start: environment, folder and limits are already in it. */
export interface StartOrder {
  executionId: string;
  attempt: number;
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Whom to become; absent: who Tutti is. */
  user?: { uid: number; gid: number } | undefined;
  stdin?: string | undefined;
  outputLimitBytes: number;
  /** A folder to remove should the engine die before it can do so itself. */
  folder?: string | undefined;
}

/** What the engine says to its spawner. `run` is a number of the engine's choice. */
export type ToSpawner =
  | { type: 'start'; run: number; order: StartOrder }
  | { type: 'stop'; run: number }
  | { type: 'pause'; run: number; paused: boolean }
  /** So many bytes of output have been consumed. */
  | { type: 'consumed'; run: number; bytes: number }
  /** Kill what a lost spawner has left of an attempt; answered by `ended`. */
  | { type: 'clean'; run: number; executionId: string; attempt: number };

export type FromSpawner =
  | { type: 'output'; run: number; stream: OutputStream; bytes: Uint8Array }
  | { type: 'not_started'; run: number; problem: StartProblem; detail: string }
  | {
      type: 'ended';
      run: number;
      code: number | null;
      signal: string | null;
      stopped: boolean;
      dropped?: DroppedBytes;
    };

export interface DroppedBytes {
  bytes: number;
  tails: Partial<Record<OutputStream, Uint8Array>>;
}
