import type { ClaimedExecution, WorkerLease } from '@tutti/contract';
import {
  type ClaimedRow,
  type Outcome,
  Run,
  RunContext,
  type TaskHandler,
  outcomeOfThrown,
} from '../execution/index.ts';
import type { Clock } from '../kernel/index.ts';
import { Redaction } from '../secret/index.ts';
import { LogShipper } from './log-shipper.ts';
import type { SteadyCalls } from './steady-calls.ts';
import { type Report, reportOf } from './report.ts';
import { type Wire, troubleOf } from './wire.ts';

const PROGRESS_EVERY_MS = 250;

interface CarriedRunDeps {
  wire: Wire;
  calls: SteadyCalls;
  handler: TaskHandler;
  clock: Clock;
}

/** How it ended as far as this worker knows. unreported: the server was away, or did not want to hear of it. */
export type Ending = 'completed' | 'failed' | 'timeout' | 'released' | 'cancelled' | 'lost' | 'unreported';

/** One claimed execution, from its start here until its end is told. */
export class CarriedRun {
  readonly execution: ClaimedExecution;
  readonly lease: Required<WorkerLease>;
  readonly ended: Promise<Ending>;
  /** Until when, by our own clock, the lease certainly stands. */
  safeUntilMs: number;
  readonly #deps: CarriedRunDeps;
  readonly #run: Run;
  readonly #log: LogShipper;
  /** Aborts when there is nobody left to tell. */
  readonly #gone = new AbortController();
  #progressMs = -Infinity;

  constructor(execution: ClaimedExecution, safeUntilMs: number, deps: CarriedRunDeps) {
    this.execution = execution;
    this.safeUntilMs = safeUntilMs;
    this.#deps = deps;
    const { executionId, attempt, leaseToken } = execution;
    this.lease = { executionId, attempt, leaseToken };
    this.#log = new LogShipper((entries) => this.#call(({ log }) => log({ ...this.lease, entries })));
    this.#run = new Run(rowOf(execution), () => this.#log);
    this.#run.redaction = new Redaction(execution.secrets);
    this.ended = this.#carry();
  }

  /** Whether the server is still to be asked about it. */
  get isHeld(): boolean {
    return !this.#gone.signal.aborted;
  }

  setPaused(paused: boolean): void {
    this.#run.setPaused(paused);
  }

  /** cancelled, lost: nobody wants to hear of it any more. shutdown: it is given back. */
  stop(reason: 'cancelled' | 'lost' | 'shutdown'): void {
    this.#run.stop(reason);
    if (reason !== 'shutdown') this.#gone.abort();
  }

  /** Its lease may be another's by now. What has been done is told all the same: the server knows whose it is. */
  expire(): void {
    if (!this.#run.ended) this.stop('lost');
  }

  /** Tells no more. */
  giveUp(): void {
    this.#gone.abort();
  }

  async #carry(): Promise<Ending> {
    const { timeoutMs } = this.execution;
    if (timeoutMs !== null) this.#run.limit(timeoutMs, () => this.#run.stop('timeout', timeoutMs));
    const outcome = await this.#work();
    this.#run.end();
    await this.#run.logSettled();
    const judged = this.#run.judge(outcome);
    if (judged.kind === 'abandoned') return this.#run.stopReason === 'cancelled' ? 'cancelled' : 'lost';
    return this.#report(reportOf(withoutSecrets(judged, this.#run.redaction)));
  }

  async #work(): Promise<Outcome> {
    const { handler, clock } = this.#deps;
    const { taskConfig, trigger } = this.execution;
    try {
      const context = new RunContext({
        run: this.#run,
        taskConfig,
        trigger,
        steps: this.#steps(),
        now: () => clock.now().getTime(),
        onProgress: (_run, progress) => this.#tellProgress(progress),
      });
      return await handler.run(context);
    } catch (thrown) {
      return outcomeOfThrown(thrown);
    }
  }

  #steps(): ConstructorParameters<typeof RunContext>[0]['steps'] {
    const outputs = new Map(this.execution.steps.map(({ name, output }) => [name, output]));
    return {
      find: async (_run, name) => (outputs.has(name) ? { output: outputs.get(name) } : undefined),
      save: async (_run, name, output) => {
        await this.#call(({ saveStep }) => saveStep({ ...this.lease, name, output: output ?? null }));
      },
    };
  }

  /** For people: a few words a second are enough, and one that gets lost is no loss. */
  #tellProgress({ percent, message }: { percent: number; message: string | null }): void {
    const now = this.#deps.clock.monotonicMs();
    if (percent < 100 && now - this.#progressMs < PROGRESS_EVERY_MS) return;
    this.#progressMs = now;
    const said = message === null ? {} : { message: message.slice(0, 500) };
    this.#deps.wire.progress({ ...this.lease, percent, ...said }).catch(() => undefined);
  }

  async #report(report: Report): Promise<Ending> {
    try {
      await this.#send(report);
      return endingOf(report);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === 'lost') return 'lost';
      if (trouble !== 'invalid' || report.call !== 'complete') return 'unreported';
      const message = `the server does not take the result: ${(error as Error).message}`;
      return this.#report({ call: 'fail', error: { code: 'RESULT_INVALID', message, permanent: true } });
    }
  }

  #send(report: Report): Promise<unknown> {
    switch (report.call) {
      case 'complete':
        return this.#call(({ complete }) => complete({ ...this.lease, result: report.result }));
      case 'fail': {
        const { call: _, ...failure } = report;
        return this.#call(({ fail }) => fail({ ...this.lease, timedOut: false, ...failure }));
      }
      case 'release':
        return this.#call(({ release }) => release(this.lease));
      case 'nothing':
        return Promise.resolve();
    }
  }

  #call<T>(work: (wire: Wire) => Promise<T>): Promise<T> {
    const { wire, calls } = this.#deps;
    return calls.call(() => {
      this.#gone.signal.throwIfAborted();
      return work(wire);
    }, this.#gone.signal);
  }
}

/** What the wire does not tell of, nothing here asks for. */
const rowOf = ({ id, executionId, attempt, taskType }: ClaimedExecution): ClaimedRow => ({
  id,
  execution_id: executionId,
  lease_id: 0,
  fence: 0,
  attempt,
  task_type: taskType,
  schedule_id: null,
  task_config: '{}',
  trigger: null,
  timeout_ms: null,
  retry_policy: null,
  breaker: null,
  allowance_from: 0,
  resubmitted_from: null,
});

/** Errors have been looked through already. */
const withoutSecrets = (outcome: Outcome, redaction: Redaction): Outcome =>
  outcome.kind === 'completed' ? { ...outcome, result: redaction.value(outcome.result) } : outcome;

function endingOf(report: Report): Ending {
  if (report.call === 'complete') return 'completed';
  if (report.call === 'fail') return report.timedOut ? 'timeout' : 'failed';
  return 'released';
}
