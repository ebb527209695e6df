import { drain } from '../harness/drain.mjs';
import { fill } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { loadPeer } from '../peers/index.mjs';

const STEPS_PER_JOB = 2;
const SIZES = { tutti: 50_000, dbos: 5_000 };

export const systems = ['tutti', 'dbos'];

/** Workflows a second whose two steps each have their result stored before the next begins. */
export async function run({ peer, scaled, part, checkpoint }) {
  const count = scaled(SIZES[peer]);
  await part('fill', { count });
  await checkpoint();
  return { steps: await part('work', { count }) };
}

export const parts = {
  fill,

  async work({ peer, connection, quietMs, count }) {
    const loaded = await loadPeer(peer);
    await quietMachine(quietMs);
    return drain(loaded, connection, { count, stepsPerJob: STEPS_PER_JOB });
  },
};
