import { createEngine, defineHandler } from '@tutti/engine';
import pg from 'pg';

const TASK = 'bench';

/** Tiny handlers by the thousand want claims of hundreds ahead of time; latency wants none. */
const SETTINGS = {
  throughput: { maxConcurrent: 1000, prefetch: 5000 },
  latency: { maxConcurrent: 10 },
};

const draft = (i) => ({ taskType: TASK, taskConfig: { i } });

export default {
  async prepare(connection) {
    const engine = await createEngine({ database: connection });
    // The peers have no limit of their queues' depth.
    await engine.queues.update('default', { depthLimit: 0 });
    await engine.stop();
  },

  async openProducer(connection) {
    const engine = await createEngine({ database: connection, migrate: false });
    return {
      add: (i) => engine.executions.enqueue(draft(i)),
      addMany: (from, count) =>
        engine.executions.enqueueMany(Array.from({ length: count }, (_, k) => draft(from + k))),
      close: () => engine.stop(),
    };
  },

  async openWorker(connection, { purpose, onJob, stepsPerJob = 0, settings = SETTINGS[purpose] }) {
    const handler = defineHandler(TASK, async (context) => {
      onJob(context.taskConfig.i);
      for (let step = 0; step < stepsPerJob; step++)
        await context.step(`step-${step}`, async () => ({ ok: true }));
    });
    const engine = await createEngine({
      database: connection,
      migrate: false,
      roles: ['worker'],
      handlers: [handler],
      ...settings,
    });
    const watcher = new pg.Client(connection);
    await watcher.connect();
    await engine.start();
    return {
      add: (i) => engine.executions.enqueue(draft(i)),
      unfinished: async () => (await watcher.query('select 1 from live_executions limit 1')).rowCount > 0,
      async stop() {
        await engine.stop();
        await watcher.end();
      },
    };
  },
};
