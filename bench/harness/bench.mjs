import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPart } from './part-process.mjs';

const QUIET_MS = { quick: 2_000, full: 4_000 };

/**
 * Measures one system once, in a database and processes of its own, and returns a number per entry. Whatever happens,
 * nothing of it is left when this ends.
 */
export async function measureOnce(cluster, measure, { name, peer, quick, profileFolder }) {
  const cleanUps = [];
  const database = await cluster.createDatabase();
  cleanUps.push(database.drop);
  const start = (part, input = {}, options = {}) => {
    const common = { peer, connection: database.connection, quietMs: quick ? QUIET_MS.quick : QUIET_MS.full };
    const process = startPart(name, part, { ...common, ...input }, { profileFolder, ...options });
    cleanUps.push(process.end);
    return process;
  };
  const folder = async () => {
    const made = await mkdtemp(path.join(os.tmpdir(), 'tutti-bench-'));
    cleanUps.push(() => rm(made, { recursive: true, force: true }));
    return made;
  };
  try {
    await cluster.checkpoint();
    return await measure.run({
      peer,
      quick,
      database,
      start,
      part: (part, input, options) => start(part, input, options).result,
      folder,
      checkpoint: cluster.checkpoint,
      scaled: (size) => Math.max(1, Math.round(quick ? size / 10 : size)),
    });
  } finally {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  }
}
