import type { EventFilter, Event, JsonObject, LogStream, RetryPolicy, Trigger } from '@tutti/contract';
import type { z } from 'zod';
import type { Redaction } from '../secret/index.ts';
import { type Outcome, completed } from './outcome.ts';

/** What a handler gets. Times are milliseconds. */
export interface TaskContext<Config = Record<string, unknown>> {
  readonly executionId: string;
  readonly id: number;
  /** From 1; a retried attempt has the next number, a resumed one keeps its own. */
  readonly attempt: number;
  readonly taskConfig: Config;
  readonly trigger: Trigger;
  /** Aborts on cancel, timeout, a lost lease or shutdown. */
  readonly signal: AbortSignal;
  /**
   * Keeps the run's secrets out of texts that the handler itself cuts or passes on. Log, result, progress and errors
   * need no help.
   */
  readonly redaction: Redaction;
  /** Tells when an operator pauses or resumes the run; without it a paused run stops before its next step. */
  onPause(listener: (paused: boolean) => void): void;
  log(text: string, stream?: LogStream): void;
  /** Shown live; at most a few a second are kept. */
  progress(percent: number, message?: string): void;
  /** Runs `work` once: its result (JSON) is stored, and an attempt that follows gets it without running `work`. */
  step<T>(name: string, work: () => Promise<T> | T): Promise<T>;
  /** Holds no slot: the handler is left here and runs again from its start when the time has come. */
  sleep(ms: number): Promise<void>;
  /** The same for an event that is appended from now on; undefined when `timeoutMs` passes first. */
  waitForEvent(
    pattern: string,
    options?: { filter?: EventFilter; timeoutMs?: number },
  ): Promise<Event | undefined>;
}

/** A kind of thing an execution can do. */
export interface TaskHandler {
  readonly taskType: string;
  readonly description: string;
  /** Work that only Tutti itself makes: not offered to callers. */
  readonly internal?: boolean;
  /** Default time limit of an attempt; null: none. */
  readonly timeoutMs: number | null;
  /** A limit that the config itself sets: it stands above `timeoutMs` and below the execution's own. */
  timeoutOf?(config: Record<string, unknown>): number | undefined;
  readonly retryPolicy: RetryPolicy;
  /** Names the service a run calls: its breaker decides whether it may. Absent: none. */
  breakerOf?(config: Record<string, unknown>): string | undefined;
  /** Checks a task config when it is enqueued or saved; absent: anything goes. */
  readonly config?: z.ZodType;
  /** Resolve `{{trigger.data.x}}` in string values of the config before it runs. */
  readonly templates?: boolean;
  run(context: TaskContext): Promise<Outcome> | Outcome;
}

export interface HandlerOptions<Config> {
  description?: string;
  timeoutMs?: number | null;
  retryPolicy?: RetryPolicy;
  config?: z.ZodType<Config>;
}

/** A handler from a function: what it returns is the result, what it throws is the failure. */
export function defineHandler<Config = z.infer<typeof JsonObject>>(
  taskType: string,
  work: (context: TaskContext<Config>) => unknown,
  options: HandlerOptions<Config> = {},
): TaskHandler {
  return {
    taskType,
    description: options.description ?? 'A custom task',
    timeoutMs: options.timeoutMs ?? null,
    retryPolicy: options.retryPolicy ?? 'standard',
    templates: true,
    ...(options.config && { config: options.config }),
    run: (context) => {
      const result = work(context as TaskContext<Config>);
      return result instanceof Promise ? result.then(completed) : completed(result);
    },
  };
}
