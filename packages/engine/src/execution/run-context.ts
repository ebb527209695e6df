import { type Event, EventFilter, EventPattern, type LogStream, type Trigger } from '@tutti/contract';
import { storableText } from '../kernel/index.ts';
import type { Redaction } from '../secret/index.ts';
import type { Run } from './run.ts';
import { SuspendSignal, TaskFailure } from './outcome.ts';
import type { StepKeeper } from './step-keeper.ts';
import type { TaskContext } from './task-handler.ts';

interface ContextDeps {
  run: Run;
  taskConfig: Record<string, unknown>;
  trigger: Trigger;
  steps: Pick<StepKeeper, 'find' | 'save'>;
  now(): number;
  onProgress(run: Run, progress: { percent: number; message: string | null }): void;
}

/** What a handler sees of its run. Steps, sleeps and waits are named by their order, so a handler must be deterministic between them. */
export class RunContext implements TaskContext {
  readonly taskConfig: Record<string, unknown>;
  readonly trigger: Trigger;
  readonly #deps: ContextDeps;
  readonly #uses = new Map<string, number>();

  constructor(deps: ContextDeps) {
    this.#deps = deps;
    this.taskConfig = deps.taskConfig;
    this.trigger = deps.trigger;
  }

  get executionId(): string {
    return this.#deps.run.row.execution_id;
  }

  get id(): number {
    return this.#deps.run.row.id;
  }

  get attempt(): number {
    return this.#deps.run.row.attempt;
  }

  get signal(): AbortSignal {
    return this.#deps.run.signal;
  }

  get redaction(): Redaction {
    return this.#deps.run.redaction;
  }

  onPause(listener: (paused: boolean) => void): void {
    this.#deps.run.onPause(listener);
  }

  log(text: string, stream: LogStream = 'stdout'): void {
    this.#deps.run.log(text.endsWith('\n') ? text : `${text}\n`, stream);
  }

  progress(percent: number, message?: string): void {
    const bounded = Math.min(100, Math.max(0, Number.isFinite(percent) ? percent : 0));
    this.#deps.onProgress(this.#deps.run, {
      percent: bounded,
      message: message === undefined ? null : this.redaction.text(message),
    });
  }

  async step<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    const key = this.#key(name);
    const found = await this.#deps.steps.find(this.#deps.run, key);
    if (found) return found.output as T;
    await this.#deps.run.untilResumed();
    const output = await work();
    await this.#deps.steps.save(this.#deps.run, key, output);
    return output;
  }

  async sleep(ms: number): Promise<void> {
    if (!(ms >= 0)) throw invalid(`sleep takes milliseconds of 0 or more, not ${ms}`);
    const { now } = this.#deps;
    const until = await this.step('sleep', () => now() + ms);
    const left = until - now();
    if (left > 0) throw new SuspendSignal({ hold: 'sleep', delayMs: left });
  }

  async waitForEvent(
    pattern: string,
    options: { filter?: EventFilter; timeoutMs?: number } = {},
  ): Promise<Event | undefined> {
    const { filter, timeoutMs } = options;
    if (!EventPattern.safeParse(pattern).success)
      throw invalid(`${JSON.stringify(pattern)} is no event pattern: use noun.verb, noun.* or *`);
    if (filter !== undefined && !EventFilter.safeParse(filter).success)
      throw invalid('the filter of waitForEvent is none');
    if (timeoutMs !== undefined && !(timeoutMs >= 0))
      throw invalid(`waitForEvent takes milliseconds of 0 or more, not ${timeoutMs}`);
    const step = this.#key(`event:${pattern}`);
    const found = await this.#deps.steps.find(this.#deps.run, step);
    if (found) return (found.output as Event | null) ?? undefined;
    throw new SuspendSignal({
      hold: 'event',
      delayMs: timeoutMs ?? null,
      step,
      pattern,
      filter: filter ?? null,
    });
  }

  /** A name used again gets a number, so that loops need no names of their own. */
  #key(given: string): string {
    const name = storableText(given);
    const use = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, use);
    return use === 1 ? name : `${name}#${use}`;
  }
}

const invalid = (message: string): TaskFailure =>
  new TaskFailure('INVALID_ARGUMENT', message, { permanent: true });
