import { Database, migrate } from '@tutti/database';
import { quietMachine } from '../harness/quiet.mjs';
import { insertSchedules } from '../harness/schedule-rows.mjs';
import { openScheduler } from '../harness/scheduler-seam.mjs';
import { quantile } from '../harness/statistics.mjs';

const STORED = [100, 100_000, 1_000_000];
const TICKS = 300;

/** Milliseconds of a tick of the scheduler when nothing is due, however many schedules there are. */
export async function run({ part, quick }) {
  const stored = quick ? STORED.slice(0, 2) : STORED;
  return Object.fromEntries(
    Object.entries(await part('tick', { stored })).map(([count, ms]) => [`schedules-idle-tick-${count}`, ms]),
  );
}

export const parts = {
  async tick({ connection, quietMs, stored }) {
    const database = new Database({ connection });
    await migrate(database);
    const scheduler = openScheduler(database);
    const medians = {};
    let present = 0;
    for (const count of stored) {
      await insertSchedules(database, {
        count: count - present,
        prefix: `${count}-`,
        dueAt: `now() + interval '1 day' + i * interval '1 ms'`,
      });
      present = count;
      await database.query('checkpoint');
      await quietMachine(quietMs);
      medians[count] = quantile(await timeTicks(scheduler), 0.5);
    }
    await database.close();
    return medians;
  },
};

async function timeTicks(scheduler) {
  const times = [];
  for (let tick = 0; tick < TICKS; tick++) {
    const startedMs = performance.now();
    await scheduler.round();
    times.push(performance.now() - startedMs);
  }
  return times;
}
