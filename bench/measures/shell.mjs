import { Database } from '@tutti/database';
import { createEngine } from '@tutti/engine';
import { quietMachine } from '../harness/quiet.mjs';
import { perSecond } from '../harness/statistics.mjs';
import { untilEmpty } from '../harness/until-empty.mjs';

const MAX_CONCURRENT = 64;
const COUNT = 5000;
const COMMAND = { taskType: 'shell_command', taskConfig: { command: '/bin/true', args: [] } };

/**
 * Shell executions a second through the whole engine, from the call that enqueues them to the last durable completion.
 * A process that is large itself starts others slowly; the node must not.
 */
export const shell = ({ residentMb }) => ({
  async run({ scaled, part }) {
    const entry = residentMb > 0 ? `shell-${residentMb}mb` : 'shell';
    return { [entry]: await part('work', { count: scaled(COUNT) }) };
  },

  parts: {
    async work({ connection, quietMs, count }) {
      // Written to, so that it is resident and not merely promised.
      const ballast = Buffer.alloc(residentMb * 1024 * 1024, 1);
      const database = new Database({ connection, poolSize: 20 });
      const engine = await createEngine({ database, roles: ['worker'], maxConcurrent: MAX_CONCURRENT });
      await engine.start();
      await runAll(engine, database, MAX_CONCURRENT);
      await quietMachine(quietMs);
      const startedMs = performance.now();
      await runAll(engine, database, count);
      const rate = perSecond(count, performance.now() - startedMs);
      await assertAllCompleted(database, MAX_CONCURRENT + count);
      await engine.stop();
      await database.close();
      return ballast.length >= 0 ? rate : 0;
    },
  },
});

async function runAll(engine, database, count) {
  await engine.executions.enqueueMany(Array.from({ length: count }, () => COMMAND));
  await untilEmpty(database);
}

async function assertAllCompleted(database, expected) {
  const [{ completed }] = await database.query(
    `select count(*)::int as completed from execution_history where status = 'completed'`,
  );
  if (completed !== expected)
    throw new Error(`${expected - completed} of ${expected} commands did not complete`);
}
