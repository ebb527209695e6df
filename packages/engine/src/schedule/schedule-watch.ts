import type { Database } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import { watchSchedules } from './watch-store.ts';

const EVERY_MS = 1000;
const IDLE_MS = 5000;

interface WatchDeps {
  database: Database;
  log: Log;
  onAppended(): void;
}

/** Looks for schedules that are late and runs that are slow. Any number of nodes may do so at once. */
export class ScheduleWatch extends LoopService {
  readonly #deps: WatchDeps;

  constructor(deps: WatchDeps) {
    super('schedule watch', deps.log);
    this.#deps = deps;
  }

  async round(): Promise<number> {
    const { database, onAppended } = this.#deps;
    const told = await database.transaction(watchSchedules);
    if (told) onAppended();
    return told === null ? IDLE_MS : EVERY_MS;
  }
}
