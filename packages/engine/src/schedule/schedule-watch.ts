import type { Database } from '@tutti/database';
import { type Log, Loop } from '../kernel/index.ts';
import { watchSchedules } from './watch-store.ts';

const EVERY_MS = 1000;
const IDLE_MS = 5000;

interface WatchDeps {
  database: Database;
  log: Log;
  onAppended(): void;
}

/** Looks for schedules that are late and runs that are slow. Any number of nodes may do so at once. */
export class ScheduleWatch {
  readonly #deps: WatchDeps;
  readonly #loop: Loop;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
    this.#loop = new Loop({ name: 'schedule watch', log: deps.log, round: () => this.round() });
  }

  start(): void {
    this.#loop.start();
  }

  /** Schedules were edited. */
  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async round(): Promise<number> {
    const { database, onAppended } = this.#deps;
    const told = await database.transaction(watchSchedules);
    if (told) onAppended();
    return told === null ? IDLE_MS : EVERY_MS;
  }
}
