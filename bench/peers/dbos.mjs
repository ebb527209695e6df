import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import pg from 'pg';

const QUEUE = 'bench';
const WORKFLOW = 'bench';
const logger = { info() {}, debug() {}, warn() {}, error: (...words) => console.error(...words) };

/** By trial: a short poll, and as many at once as the pool serves. */
const SETTINGS = {
  throughput: { poolSize: 16, queue: { workerConcurrency: 300, minPollingIntervalMs: 5 } },
  latency: { poolSize: 16, queue: { workerConcurrency: 300, minPollingIntervalMs: 5 } },
};

const openPool = (connection, max) => new pg.Pool({ ...connection, max }).on('error', () => {});

/** DBOS wants a URL beside the pool; the pool is what it talks through. */
const urlOf = ({ host, port, user, database }) =>
  `postgresql://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;

async function launch(connection, { poolSize, queue, stepsPerJob = 0, onJob = () => {} }) {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: urlOf(connection),
    systemDatabasePool: openPool(connection, poolSize),
    logger,
    applicationVersion: 'v1',
    executorID: 'bench',
  });
  const workflow = async (i) => {
    onJob(i);
    for (let step = 0; step < stepsPerJob; step++)
      await DBOS.runStep(async () => ({ ok: true }), { name: `step-${step}` });
  };
  const registered = DBOS.registerWorkflow(workflow, { name: WORKFLOW });
  await DBOS.launch();
  if (queue) await DBOS.registerQueue(QUEUE, { ...queue, onConflict: 'always_update' });
  return registered;
}

export default {
  versionOf: '@dbos-inc/dbos-sdk',

  async prepare(connection) {
    await launch(connection, { poolSize: 4 });
    await DBOS.shutdown();
  },

  async openProducer(connection) {
    const pool = openPool(connection, 32);
    const client = await DBOSClient.create({
      systemDatabaseUrl: urlOf(connection),
      systemDatabasePool: pool,
      logger,
      applicationName: 'bench',
    });
    const options = { queueName: QUEUE, workflowName: WORKFLOW, workflowClassName: '' };
    return {
      add: (i) => client.enqueue(options, i),
      // It has no call for many: the cheapest way is one transaction for all of them.
      async addMany(from, count) {
        const connected = await pool.connect();
        await connected.query('begin');
        await Promise.all(
          Array.from({ length: count }, (_, k) => client.enqueueInTransaction(connected, options, from + k)),
        );
        await connected.query('commit');
        connected.release();
      },
      close: () => client.destroy(),
    };
  },

  async openWorker(connection, { purpose, onJob, stepsPerJob }) {
    const workflow = await launch(connection, { ...SETTINGS[purpose], stepsPerJob, onJob });
    const watcher = new pg.Client(connection);
    await watcher.connect();
    const unfinished = `select 1 from dbos.workflow_status where status in ('ENQUEUED', 'PENDING') limit 1`;
    return {
      add: (i) => DBOS.startWorkflow(workflow, { queueName: QUEUE })(i),
      unfinished: async () => (await watcher.query(unfinished)).rowCount > 0,
      async stop() {
        await DBOS.shutdown();
        await watcher.end();
      },
    };
  },
};
