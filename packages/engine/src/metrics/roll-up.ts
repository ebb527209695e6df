import type { Database } from '@tutti/database';
import { type Log, Loop } from '../kernel/index.ts';
import { countTail, countWindow, lockProgress, sampleQueues, settleWindow } from './rollup-store.ts';

const EVERY_MS = 15_000;

/** Counts what ended, from history and apart from the hot path. True when there is more to count at once. */
export const rollUp = (database: Database): Promise<boolean> =>
  database.transaction(async (tx) => {
    const window = await lockProgress(tx);
    if (!window) return false;
    await countWindow(tx, window);
    await settleWindow(tx, window);
    await countTail(tx, window);
    if (window.sampleDue) await sampleQueues(tx);
    return window.more;
  });

/** Keeps the counts up to date; of several nodes one does it. */
export const rollUpKeeper = (database: Database, log: Log): Loop =>
  new Loop({
    name: 'metrics roll-up',
    log,
    round: async () => ((await rollUp(database)) ? 0 : EVERY_MS),
  });
