import { loadPeer } from '../peers/index.mjs';
import { inBatches } from './concurrently.mjs';

const BATCH = 1000;

/** A part that makes the schema and enqueues `count` jobs. */
export async function fill({ peer: name, connection, count }) {
  const peer = await loadPeer(name);
  await peer.prepare(connection);
  const producer = await peer.openProducer(connection);
  await inBatches(count, BATCH, 2, (from, size) => producer.addMany(from, size));
  await producer.close();
}

/** A part that makes the schema only. */
export async function prepare({ peer, connection }) {
  await (await loadPeer(peer)).prepare(connection);
}
