import pg from 'pg';
import { PgBoss } from 'pg-boss';

const QUEUE = 'bench';

/** By trial: two workers that each take thousands at once, and again at once when they got as many as they asked for. */
const SETTINGS = {
  throughput: { batchSize: 5000, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
  latency: { batchSize: 1000, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
};

async function start(connection, options) {
  const boss = new PgBoss({ ...connection, supervise: false, schedule: false, ...options });
  boss.on('error', (error) => console.error(error.message));
  await boss.start();
  return boss;
}

export default {
  versionOf: 'pg-boss',

  async prepare(connection) {
    const boss = await start(connection, { max: 4 });
    await boss.createQueue(QUEUE, { notify: true });
    await boss.stop({ graceful: false });
  },

  async openProducer(connection) {
    const boss = await start(connection, { max: 32 });
    return {
      add: (i) => boss.send(QUEUE, { i }),
      addMany: (from, count) =>
        boss.insert(
          QUEUE,
          Array.from({ length: count }, (_, k) => ({ data: { i: from + k } })),
        ),
      close: () => boss.stop({ graceful: false }),
    };
  },

  async openWorker(connection, { purpose, onJob }) {
    const boss = await start(connection, { max: 20, useListenNotify: true });
    const watcher = new pg.Client(connection);
    await watcher.connect();
    await boss.work(QUEUE, SETTINGS[purpose], async (jobs) => {
      for (const job of jobs) onJob(job.data.i);
    });
    const unfinished = `select 1 from pgboss.job where name = '${QUEUE}' and state < 'completed' limit 1`;
    return {
      add: (i) => boss.send(QUEUE, { i }),
      unfinished: async () => (await watcher.query(unfinished)).rowCount > 0,
      async stop() {
        await boss.stop({ graceful: false });
        await watcher.end();
      },
    };
  },
};
