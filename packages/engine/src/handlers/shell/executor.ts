/** Where a process runs: the seam below the shell handler. Local today; a sandbox or a cluster job fits beside it. */
export interface Executor {
  /** Never rejects for what a command does; resolves when the command and all it left behind have ended. */
  run(spec: ProcessSpec, hooks: ProcessHooks): Promise<ProcessExit>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

export interface ProcessSpec {
  /** With the attempt the mark by which everything the command starts is found again. */
  executionId: string;
  attempt: number;
  /** A program and its arguments; no shell reads them on the way. */
  file: string;
  args: readonly string[];
  cwd?: string | undefined;
  /** Set on top of what the executor lets through from its own environment. */
  env: Readonly<Record<string, string>>;
  /** Texts too long for an environment: each goes to a private file whose path the variable of that name holds. */
  files?: Readonly<Record<string, string>> | undefined;
  stdin?: string | undefined;
  cpuSeconds?: number | undefined;
  /** Address space in MiB. */
  memoryMb?: number | undefined;
  /** Output beyond this many bytes is read and dropped, but for its tail. */
  outputLimitBytes: number;
}

export type OutputStream = 'stdout' | 'stderr';

export interface ProcessHooks {
  /** Decoded text as it comes. While a returned promise is pending, the command is slowed down instead of buffered. */
  onOutput(stream: OutputStream, text: string): void | Promise<void>;
  /** SIGTERM to all of it, SIGKILL to what is left after a grace period. */
  signal: AbortSignal;
  /** Registers who is to be told when an operator stops (true) or continues (false) the command. */
  onPause?(listener: (paused: boolean) => void): void;
}

/** Why a command never started. */
export type StartProblem =
  | 'cwd_not_found'
  | 'cwd_not_accessible'
  | 'not_found'
  | 'not_executable'
  | 'too_long'
  | 'no_sandbox'
  | 'system';

export interface DroppedOutput {
  bytes: number;
  /** The last 10,000 characters or more of what was dropped, per stream. */
  tails: Record<OutputStream, string>;
}

export type ProcessExit =
  | { kind: 'exited'; code: number | null; signal: string | null; dropped?: DroppedOutput }
  /** By the signal of the hooks. */
  | { kind: 'stopped'; dropped?: DroppedOutput }
  | { kind: 'not_started'; problem: StartProblem; cwd: string; detail: string }
  /** The executor lost sight of it; what it left behind has been killed. */
  | { kind: 'lost' };
