import type { Notifier } from '@tutti/database';
import type { Tokens } from './access/index.ts';
import type { EventTail } from './events/index.ts';
import type { Hooks } from './hooks.ts';
import type { LogTail, Rulebook, Worker } from './execution/index.ts';
import type { NodeRegistry } from './node/index.ts';
import type { LaneBook, Promoter, QueueGate } from './queue/index.ts';
import type { BreakerKeeper, Redriver } from './recovery/index.ts';
import type { RemoteWorkers } from './remote/index.ts';
import type { EventTriggers, ScheduleWatch, Scheduler } from './schedule/index.ts';
import type { Secrets } from './secret/index.ts';
import type { Settings } from './settings/index.ts';
import { Throttle } from './throttle.ts';

interface Sleepers {
  worker: Worker;
  promoter: Promoter;
  scheduler: Scheduler;
  settings: Settings;
  secrets: Secrets;
  triggers: EventTriggers;
  watch: ScheduleWatch;
  hooks: Pick<Hooks, 'consumers'>;
  queueGate: QueueGate;
  laneBook: LaneBook;
  redriver: Redriver;
  rulebook: Rulebook;
  tail: EventTail;
  logTail: LogTail;
  tokens: Tokens;
  breakerKeeper: BreakerKeeper;
  nodeRegistry: NodeRegistry;
  remoteWorkers: RemoteWorkers;
}

/** Events come by the thousand a second; other nodes need not hear of each. */
const EVENTS_EVERY_MS = 20;
/** A notification holds a few thousand bytes; an id that gets lost is found out by the lease keeper. */
const IDS_A_NOTIFICATION = 300;

/**
 * Who is to look when something was committed: the services of this node at once, those of other nodes by a
 * notification. Wake-ups are hints; every service also looks by itself from time to time.
 */
export class WakeUps {
  readonly #notifier: Notifier;
  readonly #appendedElsewhere: Throttle;
  #sleepers: Sleepers | undefined;

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
    this.#appendedElsewhere = new Throttle(EVENTS_EVERY_MS, () => notifier.notify('events'));
  }

  /** Parts and wake-ups need each other: the parts come second. */
  connect(sleepers: Sleepers): void {
    this.#sleepers = sleepers;
    const { worker, promoter, scheduler, secrets, settings, triggers, hooks, tail, logTail } = sleepers;
    const { tokens, watch, rulebook, queueGate, redriver, breakerKeeper, nodeRegistry, remoteWorkers } =
      sleepers;
    const events = (): void => {
      tail.wake();
      triggers.wake();
      for (const consumer of hooks.consumers) consumer.wake();
    };
    const refreshHooks = (): void => {
      for (const consumer of hooks.consumers) consumer.refresh();
    };
    const schedules = (): void => {
      scheduler.wake();
      triggers.refresh();
      watch.wake();
      rulebook.wake();
      refreshHooks();
    };
    const on = (topic: string, listener: (payload: string) => void): unknown =>
      this.#notifier.on(topic, listener);
    const ready = (): void => {
      worker.wake();
      remoteWorkers.wake();
    };
    on('ready', ready);
    on('delayed', () => promoter.wake());
    on('events', events);
    on('schedules', schedules);
    on('hooks', refreshHooks);
    on('waits', () => triggers.refresh());
    on('settings', () => settings.wake());
    on('secrets', secrets.forget);
    on('tokens', () => tokens.refresh());
    on('breakers', () => breakerKeeper.wake());
    on('nodes', () => nodeRegistry.wake());
    on('queues', () => {
      queueGate.wake();
      ready();
    });
    on('lanes', () => sleepers.laneBook.wake());
    on('redrive', () => redriver.wake());
    on('rules', () => rulebook.wake());
    on('paused', (ids) => this.#pauseHere(ids.split(',').map(Number), true));
    on('resumed', (ids) => this.#pauseHere(ids.split(',').map(Number), false));
    on('logs', (executionId) => logTail.wake(executionId));
    on('cancelled', (ids) => this.#cancelHere(ids.split(',').map(Number)));
    on('resync', () => {
      ready();
      for (const part of [rulebook, promoter, settings, breakerKeeper, nodeRegistry, sleepers.laneBook])
        part.wake();
      secrets.forget();
      events();
      schedules();
      tokens.refresh();
    });
  }

  close(): void {
    this.#appendedElsewhere.close();
  }

  /** Executions were enqueued; `delayed` when some are for later or gated. */
  readonly enqueued = (delayed: boolean): void => {
    this.ready();
    if (delayed) {
      this.#sleepers?.promoter.wake();
      this.#notifier.notify('delayed');
    }
    this.appended();
  };

  /** Operators paused or resumed what runs somewhere. */
  readonly pausedRuns = (ids: readonly number[], paused: boolean): void => {
    this.#pauseHere(ids, paused);
    for (let from = 0; from < ids.length; from += IDS_A_NOTIFICATION)
      this.#notifier.notify(
        paused ? 'paused' : 'resumed',
        ids.slice(from, from + IDS_A_NOTIFICATION).join(','),
      );
  };

  /** Error rules or retry policies were edited. */
  readonly rulesChanged = (): void => {
    this.#sleepers?.rulebook.wake();
    this.#notifier.notify('rules');
  };

  /** Limits or pauses of queues were edited. */
  readonly queuesChanged = (): void => {
    this.#sleepers?.queueGate.wake();
    this.#sleepers?.worker.wake();
    this.#sleepers?.remoteWorkers.wake();
    this.#notifier.notify('queues');
  };

  /** Labels are required that nobody required before; known here from when it resolves on. */
  readonly lanesMade = async (): Promise<void> => {
    await this.#sleepers?.laneBook.load();
    this.#notifier.notify('lanes');
  };

  /** This node has learnt of lanes; there may be work in them. */
  readonly lanesFound = (): void => {
    this.#sleepers?.worker.wake();
    this.#sleepers?.remoteWorkers.wake();
  };

  readonly redriveBegan = (): void => {
    this.#sleepers?.redriver.wake();
    this.#notifier.notify('redrive');
  };

  /** Retries may run, or are held. */
  readonly recoveryChanged = (): void => {
    this.#sleepers?.promoter.wake();
    this.#notifier.notify('delayed');
  };

  /** Executions became claimable. */
  readonly ready = (): void => {
    this.#sleepers?.worker.wake();
    this.#sleepers?.remoteWorkers.wake();
    this.#notifier.notify('ready');
  };

  /** Events were appended. */
  readonly appended = (): void => {
    this.#sleepers?.tail.wake();
    this.#sleepers?.triggers.wake();
    for (const consumer of this.#sleepers?.hooks.consumers ?? []) consumer.wake();
    this.#appendedElsewhere.call();
  };

  /** Who is to be told of events has changed. */
  readonly hooksChanged = (): void => {
    for (const consumer of this.#sleepers?.hooks.consumers ?? []) consumer.refresh();
    this.#notifier.notify('hooks');
    this.appended();
  };

  /** Schedules were edited, or the scheduler was started or stopped. */
  readonly schedulesChanged = (): void => {
    this.#sleepers?.scheduler.wake();
    this.#sleepers?.triggers.refresh();
    this.#sleepers?.watch.wake();
    this.#sleepers?.rulebook.wake();
    for (const consumer of this.#sleepers?.hooks.consumers ?? []) consumer.refresh();
    this.#notifier.notify('schedules');
    this.appended();
  };

  /** A secret was set, deleted or rotated: what was read of it is stale. */
  readonly secretsChanged = (): void => {
    this.#notifier.notify('secrets');
  };

  /** Settings of the installation were edited here; schedules may follow them. */
  readonly settingsChanged = (): void => {
    this.#notifier.notify('settings');
    this.schedulesChanged();
  };

  readonly tokensChanged = (): void => this.#notifier.notify('tokens');

  readonly fired = ({ delayed, cancelled }: { delayed: boolean; cancelled: readonly number[] }): void => {
    this.enqueued(delayed);
    if (cancelled.length > 0) this.cancelled(cancelled);
  };

  readonly cancelled = (ids: readonly number[]): void => {
    this.#cancelHere(ids);
    for (let start = 0; start < ids.length; start += IDS_A_NOTIFICATION) {
      this.#notifier.notify('cancelled', ids.slice(start, start + IDS_A_NOTIFICATION).join(','));
    }
    this.#sleepers?.promoter.wake();
    this.appended();
  };

  /** Outcomes of this node's runs were written. */
  readonly written = (written: {
    putBack: readonly { hold: string | null; wait?: object }[];
    finished: number;
  }): void => {
    const { putBack, finished } = written;
    if (finished > 0 || putBack.length > 0) this.appended();
    if (putBack.some((entry) => entry.hold === null)) this.ready();
    if (putBack.some((entry) => entry.hold !== null)) this.#sleepers?.promoter.wake();
    if (putBack.some((entry) => entry.wait)) {
      this.#sleepers?.triggers.refresh();
      this.#notifier.notify('waits');
    }
    if (finished > 0) this.#sleepers?.promoter.released();
  };

  /** A breaker changed its state or its settings. */
  readonly breakersChanged = (): void => {
    this.#sleepers?.breakerKeeper.wake();
    this.#notifier.notify('breakers');
    this.appended();
  };

  /** A node joined, left, or is to drain or to go on. */
  readonly nodesChanged = (): void => {
    this.#sleepers?.nodeRegistry.wake();
    this.#notifier.notify('nodes');
    this.appended();
  };

  readonly logsStored = (executionIds: ReadonlySet<string>): void => {
    for (const executionId of executionIds) {
      this.#sleepers?.logTail.wake(executionId);
      this.#notifier.notify('logs', executionId);
    }
  };

  #pauseHere(ids: readonly number[], paused: boolean): void {
    this.#sleepers?.worker.pauseRuns(ids, paused);
    this.#sleepers?.remoteWorkers.noticed(ids);
  }

  #cancelHere(ids: readonly number[]): void {
    this.#sleepers?.worker.cancelRuns(ids);
    this.#sleepers?.remoteWorkers.noticed(ids);
  }
}
