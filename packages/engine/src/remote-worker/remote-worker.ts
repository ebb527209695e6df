import { type ClaimedExecution, TuttiError, type WorkerRegistration } from '@tutti/contract';
import type { TaskHandler } from '../execution/index.ts';
import { type Clock, Signal } from '../kernel/index.ts';
import { CarriedRun } from './carried-run.ts';
import { Heartbeats } from './heartbeats.ts';
import { SteadyCalls } from './steady-calls.ts';
import { type Wire, troubleOf } from './wire.ts';
import type { WorkerEvent } from './worker-event.ts';

const WAIT_MS = 20_000;
const MOST_IN_A_CLAIM = 100;
/** How soon to ask again whether the machine has room, or who answers nothing at once. */
const AGAIN_MS = 250;
/** Beyond the drain: time for commands to end, and for their ends to be told. */
const STOP_GRACE_MS = 15_000;
const LEAVE_MS = 3000;
/** Registering anew so often in a minute means that another process does the same under the same name. */
const MOST_REGISTRATIONS = 4;

interface RemoteWorkerDeps {
  wire: Wire;
  handlers: ReadonlyMap<string, TaskHandler>;
  /** How many of `free` places may be filled while `busy` are taken. */
  room(free: number, busy: number): number;
  tell(event: WorkerEvent): void;
  clock: Clock;
  random(): number;
}

interface RemoteWorkerOptions extends Pick<
  WorkerRegistration,
  'name' | 'labels' | 'maxConcurrent' | 'version'
> {
  /** Only from these; absent: all. */
  queues?: string[] | undefined;
}

/** Claims over the wire, works here, and tells how it went. */
export class RemoteWorker {
  readonly #deps: RemoteWorkerDeps;
  readonly #options: RemoteWorkerOptions;
  readonly #taskTypes: string[];
  readonly #calls: SteadyCalls;
  readonly #runs = new Set<CarriedRun>();
  /** A run has ended. */
  readonly #freed = new Signal();
  /** Aborts with what ends it all. */
  readonly #failure = new AbortController();
  readonly #registeredMs: number[] = [];
  #registering: Promise<void> | undefined;
  #workerId = '';
  #leaseMs = 0;
  #heartbeats: Heartbeats | undefined;
  #isAway = false;

  constructor(deps: RemoteWorkerDeps, options: RemoteWorkerOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#taskTypes = [...deps.handlers.keys()];
    this.#calls = new SteadyCalls({
      clock: deps.clock,
      random: () => deps.random(),
      onAway: (error) => this.#away(error),
      onAnswer: () => this.#answered(),
    });
  }

  /** Works until told to stop, then lets what runs end for up to `drainMs`. Throws when the server wants none of it. */
  async work(stopping: AbortSignal, drainMs: number): Promise<void> {
    const { tell } = this.#deps;
    const ending = AbortSignal.any([stopping, this.#failure.signal]);
    try {
      await this.#calls.call(() => this.#register(), ending);
    } catch (error) {
      if (stopping.aborted) return tell({ event: 'stopped' });
      throw error;
    }
    const heartbeats = this.#heartbeats as Heartbeats;
    heartbeats.start();
    await this.#claimUntil(ending).catch((error: unknown) => this.#failure.abort(error));
    if (this.#failure.signal.aborted) for (const run of this.#runs) run.stop('lost');
    else tell({ event: 'stopping', running: this.#runs.size });
    await this.#drain(drainMs);
    await heartbeats.stop();
    this.#failure.signal.throwIfAborted();
    await this.#leave();
    tell({ event: 'stopped' });
  }

  async #claimUntil(ending: AbortSignal): Promise<void> {
    const { clock, room, wire } = this.#deps;
    while (!ending.aborted) {
      const max = Math.min(this.#room(room), MOST_IN_A_CLAIM);
      if (max === 0) {
        await this.#freed.wait(AGAIN_MS);
        continue;
      }
      const askedMs = clock.monotonicMs();
      const executions = await this.#claim(wire, max, ending);
      for (const execution of executions) this.#start(execution);
      if (executions.length === 0 && clock.monotonicMs() - askedMs < AGAIN_MS)
        await clock.sleep(AGAIN_MS, ending);
    }
  }

  #room(room: RemoteWorkerDeps['room']): number {
    const free = this.#options.maxConcurrent - this.#runs.size;
    return free > 0 ? room(free, this.#runs.size) : 0;
  }

  async #claim(wire: Wire, max: number, ending: AbortSignal): Promise<ClaimedExecution[]> {
    const { queues } = this.#options;
    const claim = () => ({
      workerId: this.#workerId,
      taskTypes: this.#taskTypes,
      ...(queues && { queues }),
      max,
      waitMs: WAIT_MS,
    });
    try {
      return (await this.#calls.call(() => wire.claim(claim(), ending), ending)).executions;
    } catch (error) {
      if (ending.aborted) return [];
      if (troubleOf(error) !== 'unknown') throw error;
      await this.#calls.call(() => this.#register(), ending);
      return [];
    }
  }

  #start(execution: ClaimedExecution): void {
    const { wire, handlers, clock, tell } = this.#deps;
    const { executionId, taskType, attempt } = execution;
    // The lease is as old as the answer was on its way.
    const safeUntilMs = clock.monotonicMs() + (this.#leaseMs * 2) / 3;
    const handler = handlers.get(taskType) as TaskHandler;
    tell({ event: 'started', executionId, taskType, attempt });
    const run = new CarriedRun(execution, safeUntilMs, { wire, calls: this.#calls, handler, clock });
    this.#runs.add(run);
    this.#heartbeats?.nudge();
    void run.ended.then((outcome) => {
      this.#runs.delete(run);
      tell({ event: 'ended', executionId, outcome });
      this.#freed.wake();
    });
  }

  /** Claims and heartbeats may both find out that the worker was forgotten. */
  #register(): Promise<void> {
    return (this.#registering ??= this.#registerOnce().finally(() => (this.#registering = undefined)));
  }

  async #registerOnce(): Promise<void> {
    const { wire, clock, tell } = this.#deps;
    const { name, labels, maxConcurrent, version } = this.#options;
    const worker = { name, labels, maxConcurrent, version, taskTypes: this.#taskTypes };
    const { workerId, leaseMs, heartbeatMs } = await wire.register(worker);
    const now = clock.monotonicMs();
    this.#registeredMs.push(now);
    if (this.#registeredMs.filter((ms) => now - ms < 60_000).length > MOST_REGISTRATIONS)
      throw nameShared(name);
    this.#workerId = workerId;
    this.#leaseMs = leaseMs;
    this.#heartbeats ??= this.#makeHeartbeats(leaseMs, heartbeatMs);
    tell({ event: 'registered', workerId, name });
  }

  #makeHeartbeats(leaseMs: number, everyMs: number): Heartbeats {
    const { wire, clock, tell, random } = this.#deps;
    return new Heartbeats(
      {
        wire,
        clock,
        random,
        workerId: () => this.#workerId,
        runs: this.#runs,
        onAway: (error) => this.#away(error),
        onAnswer: () => this.#answered(),
        onUnknown: () => this.#register(),
        onRefused: (error) => this.#failure.abort(error),
        onDrained: (drained) => tell({ event: drained ? 'drained' : 'resumed' }),
      },
      { leaseMs, everyMs },
    );
  }

  /** Told once each time. */
  #away({ message }: Error): void {
    if (!this.#isAway) this.#deps.tell({ event: 'away', message });
    this.#isAway = true;
  }

  #answered(): void {
    if (this.#isAway) this.#deps.tell({ event: 'back' });
    this.#isAway = false;
  }

  async #drain(drainMs: number): Promise<void> {
    await this.#idle(drainMs);
    for (const run of this.#runs) run.stop('shutdown');
    await this.#idle(STOP_GRACE_MS);
    for (const run of this.#runs) run.giveUp();
    await Promise.all([...this.#runs].map((run) => run.ended));
  }

  /** Resolves when nothing runs here, or after `ms`. */
  async #idle(ms: number): Promise<void> {
    const { clock } = this.#deps;
    const untilMs = clock.monotonicMs() + ms;
    for (let left = ms; this.#runs.size > 0 && left > 0; left = untilMs - clock.monotonicMs())
      await this.#freed.wait(Math.min(left, AGAIN_MS));
  }

  async #leave(): Promise<void> {
    const { wire, clock } = this.#deps;
    const left = wire.leave(this.#workerId).catch(() => undefined);
    await Promise.race([left, clock.sleep(LEAVE_MS)]);
  }
}

const nameShared = (name: string): TuttiError =>
  new TuttiError(
    'CONFIG_INVALID',
    `Another worker registers as ${name} again and again; of two with the same name only the later one counts.`,
    { errors: [{ field: 'name', message: 'is shared', fix: 'give each worker a --name of its own' }] },
  );
