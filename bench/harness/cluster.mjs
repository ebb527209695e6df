import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Database, startEmbedded } from '@tutti/database';

/** What "done" rests on: nothing of this may be off for any of the systems. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** One PostgreSQL for all, of its own, with the settings that Tutti ships and full durability. */
export async function startCluster() {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tutti-bench-'));
  const server = await startEmbedded({ directory, maxConnections: 300, settings: DURABLE });
  const admin = new Database({ connection: server.connection, poolSize: 2 });
  await assertDurable(admin);
  let made = 0;
  return {
    version: (await admin.query('show server_version'))[0].server_version,
    checkpoint: () => admin.query('checkpoint'),
    async createDatabase() {
      const name = `bench_${++made}`;
      await admin.query(`create database ${name}`);
      const drop = () => admin.query(`drop database if exists ${name} with (force)`);
      return { connection: { ...server.connection, database: name }, drop };
    },
    async stop() {
      await admin.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function assertDurable(admin) {
  for (const [setting, wanted] of Object.entries(DURABLE)) {
    const [row] = await admin.query(`select current_setting($1) as value`, [setting]);
    if (row.value !== wanted)
      throw new Error(`${setting} is ${row.value}: durability would be measured away.`);
  }
}
