import type { ExecutionError, LogStream } from '@tutti/contract';
import { spanText } from '../kernel/index.ts';
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
  #limit: RunLimit | undefined;
  #ended = false;
  #paused = false;
  /** Made when first asked for: most runs are too short to be paused. */
  #pauseListeners: Set<(paused: boolean) => void> | undefined;
  /** Keeps the secrets that this run was given out of what it says. */
  redaction: Redaction = plainRedaction;
  #streams: Map<LogStream, RedactingStream> | undefined;
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

  get ended(): boolean {
    return this.#ended;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Calls back after `ms` of running; the time it is paused does not count. Replaces an earlier limit. */
  limit(ms: number, onOver: () => void): void {
    this.#limit?.clear();
    this.#limit = new RunLimit(ms, onOver);
    if (this.#paused && !this.#stopReason) this.#limit.stand();
  }

  end(): void {
    this.#ended = true;
    this.#limit?.clear();
    // Whoever still waits for it to be resumed must not wait for ever.
    if (this.#paused) this.setPaused(false);
  }

  setPaused(paused: boolean): void {
    if (paused === this.#paused || (paused && (this.#ended || this.#stopReason))) return;
    this.#paused = paused;
    if (paused) this.#limit?.stand();
    else if (!this.#ended) this.#limit?.go();
    for (const listener of this.#pauseListeners ?? []) listener(paused);
  }

  /** Tells of every pause and its end; at once if it is paused now. */
  onPause(listener: (paused: boolean) => void): void {
    this.#listenersOfPause().add(listener);
    if (this.#paused) listener(true);
  }

  /** Resolves when it is not paused. */
  async untilResumed(): Promise<void> {
    if (!this.#paused) return;
    await new Promise<void>((resolve) => {
      const listener = (paused: boolean): void => {
        if (paused) return;
        this.#pauseListeners?.delete(listener);
        resolve();
      };
      this.#listenersOfPause().add(listener);
    });
  }

  #listenersOfPause(): Set<(paused: boolean) => void> {
    return (this.#pauseListeners ??= new Set());
  }

  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** The first reason stands. */
  stop(reason: StopReason, timeoutMs = 0): void {
    if (this.#stopReason) return;
    this.#stopReason = reason;
    this.#timeoutMs = timeoutMs;
    // What stands still cannot stop.
    if (this.#paused) this.setPaused(false);
    this.#controller?.abort(reason);
  }

  /** What the run came to, given why it was stopped, if it was; no error of it holds a secret. */
  judge(outcome: Outcome): Outcome {
    const judged = this.#judge(outcome);
    if (judged.kind !== 'failed' && judged.kind !== 'timeout') return judged;
    return { ...judged, error: this.#withoutSecrets(storableError(judged.error)) };
  }

  #withoutSecrets(error: ExecutionError): ExecutionError {
    try {
      return this.redaction.value(error);
    } catch {
      // Its data are nested too deeply to be looked through, so they cannot be kept.
      const { code, message, permanent } = error;
      return { code: this.redaction.text(code), message: this.redaction.text(message), permanent };
    }
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
    const log = (this.#log ??= this.#openLog(this.row));
    this.#streams ??= new Map();
    let redacted = this.#streams.get(stream);
    if (!redacted) this.#streams.set(stream, (redacted = this.redaction.stream()));
    const clean = redacted.write(text);
    if (clean !== '') log.append(clean, stream);
  }

  /** Undefined when nothing was logged, which spares a turn of the event loop. */
  logSettled(): Promise<void> | undefined {
    for (const [stream, redacted] of this.#streams ?? []) {
      const rest = redacted.end();
      if (rest !== '') this.#log?.append(rest, stream);
    }
    return this.#log?.settled();
  }
}

const timeoutError = (timeoutMs: number): ExecutionError => ({
  code: 'TIMEOUT',
  message: `did not end within ${spanText(timeoutMs)}`,
  permanent: false,
});

/** A timer set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A time limit that can stand still. */
class RunLimit {
  readonly #onOver: () => void;
  #leftMs: number;
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onOver: () => void) {
    this.#leftMs = ms;
    this.#onOver = onOver;
    this.go();
  }

  go(): void {
    if (this.#timer) return;
    this.#sinceMs = performance.now();
    // Limits of weeks are waited for in parts.
    const part = Math.min(this.#leftMs, LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#partOver(part), part);
  }

  stand(): void {
    if (!this.#timer) return;
    this.clear();
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#sinceMs));
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #partOver(part: number): void {
    this.#timer = undefined;
    this.#leftMs -= part;
    if (this.#leftMs > 0) this.go();
    else this.#onOver();
  }
}
