import type { HeartbeatAnswer } from '@tutti/contract';
import { type Clock, Signal } from '../kernel/index.ts';
import type { CarriedRun } from './carried-run.ts';
import { pauseMs } from './steady-calls.ts';
import { type Wire, troubleOf } from './wire.ts';

/** No call stands open for longer while new runs begin: they are not in it. */
const SHORT_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;
const LEAST_GAP_MS = 300;

interface HeartbeatDeps {
  wire: Wire;
  clock: Clock;
  random(): number;
  workerId(): string;
  runs: ReadonlySet<CarriedRun>;
  onAway(error: Error): void;
  onAnswer(): void;
  /** The server has forgotten this worker. */
  onUnknown(): Promise<void>;
  onRefused(error: unknown): void;
  /** An operator drained this worker, or resumed it. */
  onDrained(drained: boolean): void;
}

/** Renews leases, and does to the runs here what the server says has become of them. */
export class Heartbeats {
  readonly #deps: HeartbeatDeps;
  readonly #leaseMs: number;
  readonly #everyMs: number;
  readonly #over = new AbortController();
  readonly #nudged = new Signal();
  #beating: Promise<void> = Promise.resolve();
  #open: { waitMs: number; controller: AbortController } | undefined;
  #lastStartMs = -Infinity;
  #failures = 0;
  #isDrained = false;

  constructor(deps: HeartbeatDeps, { leaseMs, everyMs }: { leaseMs: number; everyMs: number }) {
    this.#deps = deps;
    this.#leaseMs = leaseMs;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#beating = this.#beat();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    this.#nudged.wake();
    await this.#beating;
  }

  /** A run has begun: the server is to know that it is watched. */
  nudge(): void {
    this.#lastStartMs = this.#deps.clock.monotonicMs();
    if (this.#open && this.#open.waitMs > SHORT_WAIT_MS) this.#open.controller.abort();
    this.#nudged.wake();
  }

  async #beat(): Promise<void> {
    const { clock } = this.#deps;
    while (!this.#over.signal.aborted) {
      const waitMs = await this.#round();
      this.#loseExpired();
      if (this.#over.signal.aborted) return;
      await clock.sleep(Math.min(LEAST_GAP_MS, waitMs), this.#over.signal);
      if (waitMs > LEAST_GAP_MS) await this.#nudged.wait(waitMs - LEAST_GAP_MS);
    }
  }

  /** One heartbeat; returns how long to wait for the next. */
  async #round(): Promise<number> {
    const { onAway, onAnswer, onUnknown, onRefused, random } = this.#deps;
    const held = [...this.#deps.runs].filter((run) => run.isHeld);
    const controller = new AbortController();
    try {
      await this.#ask(held, controller).catch((error: unknown) => {
        if (troubleOf(error) !== 'unknown') throw error;
        return onUnknown();
      });
      onAnswer();
      this.#failures = 0;
      return held.length > 0 ? LEAST_GAP_MS : this.#everyMs;
    } catch (error) {
      if (this.#over.signal.aborted || controller.signal.aborted) return LEAST_GAP_MS;
      switch (troubleOf(error)) {
        case 'away':
          onAway(error as Error);
          return Math.min(this.#leaseMs / 6, pauseMs(++this.#failures, random));
        default:
          onRefused(error);
          return this.#everyMs;
      }
    } finally {
      this.#open = undefined;
    }
  }

  async #ask(held: readonly CarriedRun[], controller: AbortController): Promise<void> {
    const { wire, clock, workerId } = this.#deps;
    const sentMs = clock.monotonicMs();
    const isNew = sentMs - this.#lastStartMs < this.#everyMs;
    const longest = isNew ? SHORT_WAIT_MS : LONGEST_WAIT_MS;
    const waitMs = held.length > 0 ? Math.floor(Math.min(this.#everyMs, longest)) : 0;
    this.#open = { waitMs, controller };
    const answer = await wire.heartbeat(
      { workerId: workerId(), executions: held.map((run) => run.lease), waitMs },
      AbortSignal.any([
        this.#over.signal,
        controller.signal,
        AbortSignal.timeout(Math.floor(waitMs + this.#leaseMs / 3)),
      ]),
    );
    this.#apply(held, answer, sentMs);
  }

  #apply(
    held: readonly CarriedRun[],
    { cancel, pause, lost, draining }: HeartbeatAnswer,
    sentMs: number,
  ): void {
    for (const run of held) {
      const { executionId } = run.lease;
      if (cancel.includes(executionId)) run.stop('cancelled');
      else if (lost.includes(executionId)) run.stop('lost');
      else {
        run.safeUntilMs = sentMs + this.#leaseMs;
        run.setPaused(pause.includes(executionId));
      }
    }
    if (draining !== this.#isDrained) this.#deps.onDrained(draining);
    this.#isDrained = draining;
  }

  /** Others may have taken over what could not be renewed for so long. */
  #loseExpired(): void {
    const now = this.#deps.clock.monotonicMs();
    for (const run of this.#deps.runs) if (run.isHeld && now > run.safeUntilMs) run.expire();
  }
}
