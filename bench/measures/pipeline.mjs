import { setTimeout as delay } from 'node:timers/promises';
import { inBatches } from '../harness/concurrently.mjs';
import { prepare } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { perSecond } from '../harness/statistics.mjs';
import { PEERS, loadPeer } from '../peers/index.mjs';

const BATCH = 1000;
const PRODUCERS = 2;
const LOOK_MS = 4;
const SIZES = { tutti: 1_000_000, 'graphile-worker': 100_000, 'pg-boss': 100_000, dbos: 10_000 };

export const systems = PEERS;

/** Jobs a second from the first enqueue to the last durable completion, producer and worker in processes of their own. */
export async function run({ peer, scaled, part, start }) {
  await part('prepare');
  const count = scaled(SIZES[peer]);
  const worker = start('work', { count });
  await worker.ready;
  const producer = start('produce', { count });
  const [startedAt, endedAt] = await Promise.all([producer.result, worker.result]);
  return { pipeline: perSecond(count, endedAt - startedAt) };
}

/** Of one clock for both processes. */
const nowMs = () => performance.timeOrigin + performance.now();

export const parts = {
  prepare,

  async produce({ peer, connection, quietMs, count }) {
    const producer = await (await loadPeer(peer)).openProducer(connection);
    await quietMachine(quietMs);
    const startedAt = nowMs();
    await inBatches(count, BATCH, PRODUCERS, (from, size) => producer.addMany(from, size));
    await producer.close();
    return startedAt;
  },

  async work({ peer, connection, count }, channel) {
    const loaded = await loadPeer(peer);
    let begun = 0;
    const allBegun = Promise.withResolvers();
    const onJob = () => {
      if (++begun === count) allBegun.resolve();
    };
    const worker = await loaded.openWorker(connection, { purpose: 'throughput', onJob });
    await channel.ready();
    await allBegun.promise;
    while (await worker.unfinished()) await delay(LOOK_MS);
    return nowMs();
  },
};
