import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '@tutti/database';
import { createEngine, defineHandler } from '@tutti/engine';
import { quietMachine } from '../harness/quiet.mjs';

const SCHEDULES = 20;
const SECONDS = 30;
const WARM_UP_MS = 3000;

/** Milliseconds from a slot to the start of its run, with 20 schedules that fire every second and nothing else to do. */
export async function run({ scaled, part }) {
  const { p50, p99 } = await part('fire', { seconds: Math.max(8, scaled(SECONDS)) });
  return { 'firing-lateness-p50': p50, 'firing-lateness-p99': p99 };
}

const LATENESS = `
  select percentile_cont(0.5) within group (order by ms) as p50, percentile_cont(0.99) within group (order by ms) as p99, count(*)::int as runs
    from (select (1000 * extract(epoch from started_at - slot))::float8 as ms
            from execution_history where status = 'completed' and slot >= $1 and slot < $2) x`;

export const parts = {
  async fire({ connection, quietMs, seconds }) {
    const database = new Database({ connection });
    const handlers = [defineHandler('bench', async () => undefined)];
    const engine = await createEngine({ database, handlers, maxConcurrent: SCHEDULES });
    await engine.start();
    for (let i = 0; i < SCHEDULES; i++) await engine.schedules.create(draftOf(i));
    await delay(WARM_UP_MS);
    await quietMachine(quietMs);
    const from = new Date();
    await delay(seconds * 1000);
    const until = new Date();
    await delay(1000);
    const [{ p50, p99, runs }] = await database.query(LATENESS, [from, until]);
    await engine.stop();
    await database.close();
    const expected = SCHEDULES * seconds;
    if (runs < expected * 0.95) throw new Error(`${runs} of ${expected} slots ran`);
    return { p50, p99 };
  },
};

/** Half of them all at the full second, half spread by when they were made. */
const draftOf = (i) => ({
  name: `every second ${i}`,
  taskType: 'bench',
  taskConfig: {},
  overlapPolicy: 'allow',
  ...(i % 2 === 0
    ? { scheduleType: 'cron', scheduleConfig: { cron: '* * * * * *' } }
    : { scheduleType: 'interval', scheduleConfig: { intervalMs: 1000 } }),
});
