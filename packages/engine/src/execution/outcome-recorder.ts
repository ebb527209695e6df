import type { RetryPolicy } from '@tutti/contract';
import type { Clock } from '../kernel/index.ts';
import type { Completer } from './completer.ts';
import { type Outcome, storableError, waitOf } from './outcome.ts';
import type { Rulebook } from './rulebook.ts';
import type { Run } from './run.ts';

interface RecorderDeps {
  completer: Completer;
  rulebook: Rulebook;
  clock: Clock;
}

type Failure = Extract<Outcome, { kind: 'failed' | 'timeout' }>;

/** Turns what a run came to into what is written: an end, another attempt later, or a wait. */
export class OutcomeRecorder {
  readonly #deps: RecorderDeps;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  record(run: Run, defaultPolicy: RetryPolicy, outcome: Outcome): void {
    const { completer } = this.#deps;
    switch (outcome.kind) {
      case 'completed':
        return this.#complete(run, defaultPolicy, outcome.result);
      case 'failed':
      case 'timeout':
        return this.#fail(run, defaultPolicy, outcome);
      case 'suspended':
        return completer.putBack({ ...run.held, ...waitOf(outcome.suspension) });
      case 'deferred':
        return completer.putBack({ ...run.held, hold: 'breaker', ...outcome.until });
      case 'released':
        return completer.putBack({ ...run.held, hold: null, delayMs: 0 });
      case 'abandoned':
        return;
    }
  }

  #complete(run: Run, defaultPolicy: RetryPolicy, result: unknown): void {
    let text: string | null;
    try {
      text = result === undefined ? null : (JSON.stringify(result) ?? null);
      if (text !== null) text = run.redaction.json(text);
    } catch (cause) {
      const error = {
        code: 'RESULT_INVALID',
        message: `the result cannot be written as JSON: ${String(cause)}`,
        permanent: true,
      };
      return this.#fail(run, defaultPolicy, { kind: 'failed', error });
    }
    const endedMs = this.#deps.clock.monotonicMs();
    const end = { ...run.held, status: 'completed', endedMs, result: text, error: null } as const;
    const { attempt, resubmitted_from: letter } = run.row;
    this.#deps.completer.finish(attempt > 1 || letter !== null ? { ...end, troubled: true } : end);
  }

  #fail(run: Run, defaultPolicy: RetryPolicy, outcome: Failure): void {
    const { completer, rulebook, clock } = this.#deps;
    const { row } = run;
    const { decision, report, error } = rulebook.decide({
      outcome: outcome.kind,
      error: storableError(outcome.error),
      stack:
        outcome.kind === 'failed' && outcome.stack !== undefined
          ? run.redaction.text(outcome.stack)
          : undefined,
      taskType: row.task_type,
      scheduleId: row.schedule_id,
      attempt: row.attempt - row.allowance_from,
      policy: row.retry_policy === null ? defaultPolicy : (JSON.parse(row.retry_policy) as RetryPolicy),
      retryAfterMs: outcome.kind === 'failed' ? outcome.retryAfterMs : undefined,
    });
    if (decision.kind === 'retry')
      completer.putBack({
        ...run.held,
        hold: 'retry',
        delayMs: decision.delayMs,
        spent: { outcome: outcome.kind, error, report },
      });
    else
      completer.finish({
        ...run.held,
        status: outcome.kind,
        endedMs: clock.monotonicMs(),
        result: null,
        error: JSON.stringify(error),
        report,
      });
  }
}
