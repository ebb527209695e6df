import { setTimeout as delay } from 'node:timers/promises';
import { perSecond } from './statistics.mjs';

const LOOK_MS = 4;

/**
 * Works until `count` jobs have begun and the system's own tables hold none that is unfinished. The clock starts with
 * the first handler and stops with the last durable completion: what is merely done in memory does not count.
 */
export async function drain(peer, connection, { count, purpose = 'throughput', stepsPerJob, settings }) {
  let begun = 0;
  let startedMs = 0;
  const allBegun = Promise.withResolvers();
  const onJob = () => {
    if (begun++ === 0) startedMs = performance.now();
    if (begun === count) allBegun.resolve();
  };
  const worker = await peer.openWorker(connection, {
    purpose,
    onJob,
    stepsPerJob,
    ...(settings && { settings }),
  });
  await allBegun.promise;
  while (await worker.unfinished()) await delay(LOOK_MS);
  const rate = perSecond(count, performance.now() - startedMs);
  await worker.stop();
  return rate;
}
