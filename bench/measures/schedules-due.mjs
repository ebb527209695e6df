import { Database, migrate } from '@tutti/database';
import { quietMachine } from '../harness/quiet.mjs';
import { insertSchedules } from '../harness/schedule-rows.mjs';
import { openScheduler } from '../harness/scheduler-seam.mjs';

const COUNT = 10_000;
// As many as make the process and its connections warm: a node that schedules has been running.
const WARM_UP = 5000;

/** Milliseconds until schedules that are due at the same time are all enqueued, each with its slot, durably. */
export async function run({ part }) {
  return { 'schedules-due': await part('fire', { count: COUNT }) };
}

export const parts = {
  async fire({ connection, quietMs, count }) {
    const database = new Database({ connection });
    await migrate(database);
    const scheduler = openScheduler(database);
    const dueAt = `date_trunc('minute', now())`;
    await insertSchedules(database, { count: WARM_UP, prefix: 'warm-', dueAt });
    await scheduler.tick();
    await insertSchedules(database, { count, prefix: 'due-', dueAt });
    await database.query('checkpoint');
    await quietMachine(quietMs);
    const startedMs = performance.now();
    const fired = await scheduler.tick();
    const tookMs = performance.now() - startedMs;
    if (fired !== count) throw new Error(`${fired} of ${count} schedules fired`);
    await database.close();
    return tookMs;
  },
};
