import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';

const TASK = 'bench';
const logger = new Logger(() => () => {});

/** By trial: a local queue fed by large fetches, and completions collected for 20 ms, which latency cannot wait for. */
const SETTINGS = {
  throughput: { concurrentJobs: 2000, localQueue: { size: 10_000 }, completeJobBatchDelay: 20 },
  latency: { concurrentJobs: 200, localQueue: { size: 500 }, completeJobBatchDelay: 0 },
};

/** It complains of a pool whose clients nobody listens to. */
const openPool = (connection, max) =>
  new pg.Pool({ ...connection, max })
    .on('error', () => {})
    .on('connect', (client) => client.on('error', () => {}));

export default {
  versionOf: 'graphile-worker',

  async prepare(connection) {
    const pgPool = openPool(connection, 1);
    const utils = await makeWorkerUtils({ pgPool, logger });
    await utils.migrate();
    await utils.release();
    await pgPool.end();
  },

  async openProducer(connection) {
    const pgPool = openPool(connection, 32);
    const utils = await makeWorkerUtils({ pgPool, logger });
    return {
      add: (i) => utils.addJob(TASK, { i }),
      addMany: (from, count) =>
        utils.addJobs(
          Array.from({ length: count }, (_, k) => ({ identifier: TASK, payload: { i: from + k } })),
        ),
      async close() {
        await utils.release();
        await pgPool.end();
      },
    };
  },

  async openWorker(connection, { purpose, onJob }) {
    const pgPool = openPool(connection, 12);
    const watcher = new pg.Client(connection);
    await watcher.connect();
    const worker = { maxPoolSize: 12, pollInterval: 2000, failJobBatchDelay: 0, ...SETTINGS[purpose] };
    const runner = await run({
      preset: { worker },
      pgPool,
      logger,
      noHandleSignals: true,
      taskList: { [TASK]: async ({ i }) => onJob(i) },
    });
    return {
      add: (i) => runner.addJob(TASK, { i }),
      unfinished: async () =>
        (await watcher.query('select 1 from graphile_worker._private_jobs limit 1')).rowCount > 0,
      async stop() {
        await runner.stop();
        await watcher.end();
      },
    };
  },
};
