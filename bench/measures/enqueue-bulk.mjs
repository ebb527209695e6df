import { inBatches } from '../harness/concurrently.mjs';
import { prepare } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { perSecond } from '../harness/statistics.mjs';
import { PEERS, loadPeer } from '../peers/index.mjs';

const CALLERS = 2;
const BATCH = 1000;
const SIZES = { tutti: 200_000, 'graphile-worker': 100_000, 'pg-boss': 100_000, dbos: 10_000 };

export const systems = PEERS;

/** Jobs a second in batches of 1,000 by two callers, each batch durable before the caller's next. */
export async function run({ peer, scaled, part }) {
  await part('prepare');
  return { 'enqueue-bulk': await part('enqueue', { count: scaled(SIZES[peer]) }) };
}

export const parts = {
  prepare,

  async enqueue({ peer, connection, quietMs, count }) {
    const producer = await (await loadPeer(peer)).openProducer(connection);
    await producer.addMany(0, 100);
    await quietMachine(quietMs);
    const startedMs = performance.now();
    await inBatches(count, BATCH, CALLERS, (from, size) => producer.addMany(from, size));
    return perSecond(count, performance.now() - startedMs);
  },
};
