import { setTimeout as delay } from 'node:timers/promises';
import { prepare } from '../harness/fill.mjs';
import { quietMachine } from '../harness/quiet.mjs';
import { quantile } from '../harness/statistics.mjs';
import { PEERS, loadPeer } from '../peers/index.mjs';

const PER_SECOND = 20;
const SECONDS = 15;
const WARM_UP = 5;
const LONGEST_MS = 10_000;

export const systems = PEERS;

/** Milliseconds from the call that enqueues to the start of the handler, in one process, at a pace that loads nothing. */
export async function run({ scaled, part }) {
  await part('prepare');
  const latencies = await part('measure', { count: Math.max(60, scaled(PER_SECOND * SECONDS)) });
  return {
    'latency-p50': quantile(latencies, 0.5),
    'latency-p95': quantile(latencies, 0.95),
    'latency-p99': quantile(latencies, 0.99),
  };
}

export const parts = {
  prepare,

  async measure({ peer: name, connection, quietMs, count }) {
    const peer = await loadPeer(name);
    const sentMs = new Map();
    const latencies = [];
    const onJob = (i) => {
      if (sentMs.has(i)) latencies.push(performance.now() - sentMs.get(i));
    };
    const worker = await peer.openWorker(connection, { purpose: 'latency', onJob });
    for (let i = 1; i <= WARM_UP; i++) {
      await worker.add(-i);
      await delay(100);
    }
    await quietMachine(quietMs);
    await atPace(count, (i) => {
      sentMs.set(i, performance.now());
      return worker.add(i);
    });
    const until = performance.now() + LONGEST_MS;
    while (latencies.length < count && performance.now() < until) await delay(50);
    if (latencies.length < count)
      throw new Error(`${count - latencies.length} of ${count} did not start within ${LONGEST_MS} ms`);
    await worker.stop();
    return latencies;
  },
};

/** Apart by chance: a pace of whole milliseconds might fall in step with somebody's poll. */
async function atPace(count, work) {
  const startedMs = performance.now();
  const sent = [];
  for (let i = 0; i < count; i++) {
    const dueMs = startedMs + (i * 1000) / PER_SECOND + Math.random() * 20;
    await delay(Math.max(0, dueMs - performance.now()));
    sent.push(work(i));
  }
  await Promise.all(sent);
}
