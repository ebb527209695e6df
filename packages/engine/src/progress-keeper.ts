import type { Database } from '@tutti/database';
import { type Run, saveProgress } from './execution/index.ts';
import type { Clock, Log } from './kernel/index.ts';

const EVERY_MS = 250;

interface ProgressKeeperDeps {
  database: Database;
  clock: Clock;
  log: Log;
  onAppended(): void;
}

/** Progress is for people: of each run a few words a second are kept, and always the last. */
export function progressKeeper({ database, clock, log, onAppended }: ProgressKeeperDeps) {
  const keptMs = new WeakMap<Run, number>();
  return (run: Run, progress: { percent: number; message: string | null }): void => {
    const now = clock.monotonicMs();
    if (progress.percent < 100 && now - (keptMs.get(run) ?? -Infinity) < EVERY_MS) return;
    keptMs.set(run, now);
    saveProgress(database, run.row.id, run.row.fence, progress).then(onAppended, (error: unknown) =>
      log.warn({ err: error }, 'progress could not be stored'),
    );
  };
}
