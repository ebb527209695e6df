import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 25;

/** Resolves when no execution is unfinished. */
export async function untilEmpty(database) {
  while ((await database.query('select 1 from live_executions limit 1')).length > 0) await delay(LOOK_MS);
}
