import type { ExecutionError, LogStream } from '@tutti/contract';
import { type Redaction, type RedactingStream, plainRedaction } from '../secret/index.ts';
import type { ClaimedRow } from './execution-store.ts';
import type { RunLog } from './log-writer.ts';
import { type Outcome, storableError } from './outcome.ts';

export type StopReason = 'cancelled' | 'timeout' | 'lost' | 'shutdown';

/** One claimed execution on its way through this node. */
export class Run {
  readonly row: ClaimedRow;
  startedMs = 0;
  /** Its time limit, then the grace it has to stop. */
  timer: NodeJS.Timeout | undefined;
  ended = false;
  /** Keeps the secrets that this run was given out of what it says. */
  redaction: Redaction = plainRedaction;
  #streams: Partial<Record<LogStream, RedactingStream>> = {};
  /** The breaker of the service it calls. */
  breaker: string | undefined;
  #controller: AbortController | undefined;
  #stopReason: StopReason | undefined;
  #timeoutMs = 0;
  #log: RunLog | undefined;
  readonly #openLog: (row: ClaimedRow) => RunLog;

  constructor(row: ClaimedRow, openLog: (row: ClaimedRow) => RunLog) {
    this.row = row;
    this.#openLog = openLog;
  }

  get held(): { id: number; fence: number; leaseId: number; startedMs: number } {
    return { id: this.row.id, fence: this.row.fence, leaseId: this.row.lease_id, startedMs: this.startedMs };
  }

  /** Made when first asked for: most short handlers never do. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#stopReason) this.#controller.abort(this.#stopReason);
    return this.#controller.signal;
  }

  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** The first reason stands. */
  stop(reason: StopReason, timeoutMs = 0): void {
    if (this.#stopReason) return;
    this.#stopReason = reason;
    this.#timeoutMs = timeoutMs;
    this.#controller?.abort(reason);
  }

  /** What the run came to, given why it was stopped, if it was; no error of it holds a secret. */
  judge(outcome: Outcome): Outcome {
    const judged = this.#judge(outcome);
    if (judged.kind !== 'failed' && judged.kind !== 'timeout') return judged;
    return { ...judged, error: this.redaction.value(storableError(judged.error)) };
  }

  #judge(outcome: Outcome): Outcome {
    switch (this.#stopReason) {
      case undefined:
        return outcome;
      case 'cancelled':
      case 'lost':
        return { kind: 'abandoned' };
      case 'timeout':
        return { kind: 'timeout', error: timeoutError(this.#timeoutMs) };
      case 'shutdown':
        return outcome.kind === 'completed' ? outcome : { kind: 'released' };
    }
  }

  log(text: string, stream: LogStream = 'system'): void {
    this.#log ??= this.#openLog(this.row);
    const clean = (this.#streams[stream] ??= this.redaction.stream()).write(text);
    if (clean !== '') this.#log.append(clean, stream);
  }

  /** Undefined when nothing was logged, which spares a turn of the event loop. */
  logSettled(): Promise<void> | undefined {
    for (const [stream, text] of Object.entries(this.#streams)) {
      const rest = text.end();
      if (rest !== '') this.#log?.append(rest, stream as LogStream);
    }
    return this.#log?.settled();
  }
}

const timeoutError = (timeoutMs: number): ExecutionError => ({
  code: 'TIMEOUT',
  message: `did not end within ${timeoutMs} ms`,
  permanent: false,
});
