import { drain } from '../harness/drain.mjs';
import { fill } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { PEERS, loadPeer } from '../peers/index.mjs';

/** DBOS would take minutes for more, and its rate does not depend on it. */
const SIZES = { tutti: 100_000, 'graphile-worker': 100_000, 'pg-boss': 100_000, dbos: 10_000 };

export const systems = PEERS;

/** Jobs a second of one worker process, all of them enqueued before it starts. */
export async function run({ peer, quick, part, checkpoint }) {
  // Not a tenth: who fetches 10,000 before the first begins would have fetched all of them before the clock starts.
  const count = quick ? SIZES[peer] / 2 : SIZES[peer];
  await part('fill', { count });
  await checkpoint();
  return { throughput: await part('work', { count }) };
}

export const parts = {
  fill,

  async work({ peer, connection, quietMs, count, settings }) {
    const loaded = await loadPeer(peer);
    await quietMachine(quietMs);
    return drain(loaded, connection, { count, settings });
  },
};
