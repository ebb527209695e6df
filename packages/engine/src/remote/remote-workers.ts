import { randomUUID } from 'node:crypto';
import {
  type ClaimedExecution,
  type HeartbeatAnswer,
  type RegisteredWorker,
  TuttiError,
  type WorkerClaim,
  type WorkerCompletion,
  type WorkerFailure,
  type WorkerHeartbeat,
  type WorkerLease,
  type WorkerLogs,
  type WorkerProgress,
  type WorkerRegistration,
  type WorkerStep,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import { type RemoteRuns, type TaskHandler, failed } from '../execution/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import type { LaneBook } from '../queue/index.ts';
import { ClaimDesk, type Wish } from './claim-desk.ts';
import { Notices } from './notices.ts';
import { type RemoteBeat, beatRemote, joinRemote, leaveRemote } from './worker-store.ts';

/** How often a worker whose work stands still is to ask again: it may be resumed without a notice. */
const PAUSED_WAIT_MS = 1000;
const SWEEP_EVERY_MS = 5000;

interface RemoteWorkersDeps {
  database: Database;
  runs: RemoteRuns;
  handlers: ReadonlyMap<string, TaskHandler>;
  laneBook: Pick<LaneBook, 'lanesFor'>;
  clock: Clock;
  log: Log;
  /** False while nothing may be claimed by way of this node. */
  mayClaim(): boolean;
  /** A worker came or went: who handles what is to be read anew before it resolves. */
  onChanged(): Promise<void>;
}

/** What workers without database access ask for. */
export class RemoteWorkers {
  readonly #deps: RemoteWorkersDeps;
  readonly #desk: ClaimDesk;
  readonly #notices: Notices;
  #sweptMs = 0;

  constructor(deps: RemoteWorkersDeps) {
    this.#deps = deps;
    const { clock, log } = deps;
    this.#notices = new Notices(clock);
    this.#desk = new ClaimDesk({
      clock,
      log,
      claim: (wish) => this.#claim(wish),
      giveBack: (executions) => this.#giveBack(executions),
    });
  }

  start(): void {
    this.#desk.start();
  }

  async stop(): Promise<void> {
    this.#notices.close();
    await this.#desk.stop();
  }

  /** There may be work. */
  wake(): void {
    this.#desk.wake();
  }

  /** Operators did something to these. */
  noticed(ids: readonly number[]): void {
    this.#notices.noticed(ids);
  }

  /** `host`: where it calls from. */
  async register(worker: WorkerRegistration, { host }: { host: string }): Promise<RegisteredWorker> {
    const { database, runs, onChanged } = this.#deps;
    this.#refuseInternal(worker.taskTypes);
    const instance = randomUUID();
    const version = worker.version ?? null;
    if (!(await joinRemote(database, { ...worker, version, instance, host }))) throw nameTaken(worker.name);
    await onChanged();
    return { workerId: instance, leaseMs: runs.leaseMs, heartbeatMs: Math.floor(runs.leaseMs / 3) };
  }

  /** `gone` aborts when nobody listens for the answer any more. */
  async claim(
    { workerId, taskTypes, queues, max, waitMs }: WorkerClaim,
    gone: AbortSignal,
  ): Promise<ClaimedExecution[]> {
    this.#refuseInternal(taskTypes);
    const { name, labels, draining } = await this.#beat(workerId, null);
    if (draining) {
      // It asks again and again: that must not become a storm.
      await this.#deps.clock.sleep(waitMs, gone);
      return [];
    }
    const executions = await this.#desk.wait({ node: name, taskTypes, labels, queues, max }, waitMs, gone);
    if (!gone.aborted) return executions;
    await this.#giveBack(executions);
    return [];
  }

  async heartbeat(
    { workerId, executions, waitMs }: WorkerHeartbeat,
    gone: AbortSignal,
  ): Promise<HeartbeatAnswer> {
    const { runs } = this.#deps;
    const ids = executions.map(({ leaseToken }) => Number(leaseToken.split('.')[1]));
    const watch = this.#notices.watch(ids, gone);
    try {
      const { draining } = await this.#beat(workerId, executions.length);
      const found = await runs.renew(executions);
      const longest = Math.min(waitMs, runs.leaseMs / 2, found.pause.length > 0 ? PAUSED_WAIT_MS : Infinity);
      if (longest === 0 || found.cancel.length > 0 || found.lost.length > 0) return { ...found, draining };
      await watch.until(longest);
      return { ...(gone.aborted ? found : await runs.renew(executions)), draining };
    } finally {
      watch.end();
    }
  }

  log({ entries, ...lease }: WorkerLogs): Promise<void> {
    return this.#deps.runs.log(lease, entries);
  }

  progress({ percent, message, ...lease }: WorkerProgress): Promise<void> {
    return this.#deps.runs.progress(lease, percent, message);
  }

  saveStep({ name, output, ...lease }: WorkerStep): Promise<void> {
    return this.#deps.runs.saveStep(lease, name, output);
  }

  complete({ result, ...lease }: WorkerCompletion): Promise<void> {
    return this.#deps.runs.end(lease, { kind: 'completed', result });
  }

  fail({ error, retryAfterMs, timedOut, ...lease }: WorkerFailure): Promise<void> {
    return this.#deps.runs.end(lease, timedOut ? { kind: 'timeout', error } : failed(error, retryAfterMs));
  }

  release(lease: WorkerLease): Promise<void> {
    return this.#deps.runs.end(lease, { kind: 'released' });
  }

  async leave(workerId: string): Promise<void> {
    await leaveRemote(this.#deps.database, workerId);
    await this.#deps.onChanged();
  }

  async #claim(wish: Wish): Promise<ClaimedExecution[]> {
    const { runs, clock, mayClaim, laneBook } = this.#deps;
    if (clock.monotonicMs() - this.#sweptMs > SWEEP_EVERY_MS) {
      this.#sweptMs = clock.monotonicMs();
      await runs.sweep();
    }
    const { taskTypes, labels, ...what } = wish;
    return mayClaim() ? runs.claim({ ...what, lanes: laneBook.lanesFor(taskTypes, labels) }) : [];
  }

  /** Claimed for somebody who has gone meanwhile. */
  async #giveBack(executions: readonly ClaimedExecution[]): Promise<void> {
    for (const { executionId, leaseToken } of executions)
      await this.#deps.runs.end({ executionId, leaseToken }, { kind: 'released' });
  }

  async #beat(workerId: string, running: number | null): Promise<RemoteBeat> {
    const beat = await beatRemote(this.#deps.database, workerId, running);
    if (!beat) {
      const message = 'No worker of this id is known. Register again; leases that it holds stand.';
      throw new TuttiError('NODE_NOT_FOUND', message, {
        errors: [{ field: 'workerId', message: 'is not known', fix: 'call /worker/register' }],
      });
    }
    if (beat.returned) await this.#deps.onChanged();
    return beat;
  }

  /** What Tutti itself sends is not for others. */
  #refuseInternal(taskTypes: readonly string[]): void {
    const index = taskTypes.findIndex((taskType) => this.#deps.handlers.get(taskType)?.internal);
    if (index < 0) return;
    const message = `is ${taskTypes[index]}, which only Tutti itself performs`;
    throw new TuttiError('VALIDATION_FAILED', `taskTypes.${index} ${message}.`, {
      errors: [{ field: `taskTypes.${index}`, message, fix: 'leave it out' }],
    });
  }
}

function nameTaken(name: string): TuttiError {
  const message = `is ${name}, the name of a node of Tutti itself`;
  return new TuttiError('VALIDATION_FAILED', `name ${message}.`, {
    errors: [{ field: 'name', message, fix: 'use another name; each worker needs its own' }],
  });
}
