import { concurrently } from '../harness/concurrently.mjs';
import { prepare } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { perSecond } from '../harness/statistics.mjs';
import { PEERS, loadPeer } from '../peers/index.mjs';

const WARM_UP = 500;
/** Enough for seconds of work each. */
const SIZES = { tutti: 50_000, 'graphile-worker': 4_000, 'pg-boss': 8_000, dbos: 5_000 };

/** Jobs a second when each of `callers` enqueues one job at a time and waits until it is durable. */
export const enqueueSingle = (callers) => ({
  systems: PEERS,

  async run({ peer, scaled, part }) {
    await part('prepare');
    return { [`enqueue-${callers}`]: await part('enqueue', { count: scaled(SIZES[peer]) }) };
  },

  parts: {
    prepare,

    async enqueue({ peer, connection, quietMs, count }) {
      const producer = await (await loadPeer(peer)).openProducer(connection);
      await concurrently(WARM_UP, callers, (i) => producer.add(i));
      await quietMachine(quietMs);
      const startedMs = performance.now();
      await concurrently(count, callers, (i) => producer.add(i));
      return perSecond(count, performance.now() - startedMs);
    },
  },
});
