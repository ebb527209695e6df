import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TuttiError } from '@tutti/contract';
import type { Event } from '@tutti/contract';
import type { Log } from '@tutti/engine';

/** What a hook hears: an internal error out of the log, or a critical event. */
export interface ErrorReport {
  at: string;
  node: string;
  version: string;
  kind: 'error' | 'event';
  message: string;
  error?: { type?: string; message?: string; code?: string; stack?: string };
  event?: Event;
  /** What the log line holds beside: requestId, executionId, route... */
  fields?: Record<string, unknown>;
}
type Send = (report: ErrorReport) => unknown;

const MOST_WAITING = 100;
const TIMEOUT_MS = 10_000;
const TRIES = 3;
const FIRST_DELAY_MS = 500;

/** Events that somebody must hear of. */
export const CRITICAL_EVENTS = ['error.critical', 'node.lost'] as const;

/** Tells a tracker of errors, one at a time and without ever holding anything up: what is too much is left out. */
export class ErrorHook {
  readonly #send: Send;
  readonly #log: Log;
  #waiting: ErrorReport[] = [];
  #sending: Promise<void> | undefined;
  #leftOut = 0;
  #closed = false;

  constructor(deps: { send: Send; log: Log }) {
    this.#send = deps.send;
    this.#log = deps.log;
  }

  report(report: ErrorReport): void {
    if (this.#closed) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.#leftOut++;
      return;
    }
    this.#waiting.push(report);
    this.#sending ??= this.#drain().finally(() => (this.#sending = undefined));
  }

  /** Waits a moment for what is under way. */
  async close(ms = 2000): Promise<void> {
    this.#closed = true;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([this.#sending, timeout]);
    clearTimeout(timer);
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#send(next);
      } catch (error) {
        // A warning, since an error would come back here.
        this.#log.warn({ err: error }, 'the error hook did not take a report');
      }
      if (this.#leftOut > 0 && this.#waiting.length === 0) {
        this.#log.warn({ leftOut: this.#leftOut }, 'reports to the error hook were left out: it is too slow');
        this.#leftOut = 0;
      }
    }
  }
}

/** The way to a hook: an address that takes POSTs, or a module whose default export is called. */
export async function openHook(target: string): Promise<Send> {
  return /^https?:\/\//.test(target) ? (report) => post(target, report) : loadModule(target);
}

async function loadModule(file: string): Promise<Send> {
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(path.resolve(file)).href)) as { default?: unknown };
  } catch (cause) {
    throw invalid(file, `cannot be loaded: ${(cause as Error).message}`, cause);
  }
  if (typeof loaded.default !== 'function') throw invalid(file, 'has no function as its default export');
  return loaded.default as Send;
}

const invalid = (file: string, why: string, cause?: unknown): TuttiError =>
  new TuttiError('CONFIG_INVALID', `TUTTI_ERROR_HOOK names ${file}, which ${why}.`, {
    errors: [
      { field: 'errorHook', message: why, fix: 'give an address, or a module with a default function' },
    ],
    cause,
  });

async function post(url: string, report: ErrorReport): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(report),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return;
      if (answer.status < 500 && answer.status !== 429) throw new Refused(`it answered ${answer.status}`);
      throw new Error(`it answered ${answer.status}`);
    } catch (error) {
      if (attempt >= TRIES || error instanceof Refused) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_DELAY_MS * 2 ** (attempt - 1)));
    }
  }
}

/** Sending it again would not help. */
class Refused extends Error {}

interface LogLine {
  time?: string;
  msg?: string;
  err?: ErrorReport['error'];
  level?: number;
}

/** A line of the log at level error, as a report. */
export function reportOfLine(
  line: string,
  origin: { node: string; version: string },
): ErrorReport | undefined {
  try {
    const {
      time,
      msg,
      err,
      level: _level,
      ...fields
    } = JSON.parse(line) as LogLine & Record<string, unknown>;
    return {
      at: time ?? new Date().toISOString(),
      ...origin,
      kind: 'error',
      message: msg ?? err?.message ?? 'an error',
      ...(err && { error: err }),
      ...(Object.keys(fields).length > 0 && { fields }),
    };
  } catch {
    return undefined;
  }
}

export const reportOfEvent = (event: Event, origin: { node: string; version: string }): ErrorReport => ({
  at: event.at,
  ...origin,
  kind: 'event',
  message: event.type,
  event,
});
