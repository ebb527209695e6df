// A node of the engine in a process of its own, to be killed or frozen: notes each run it does in the table `ran`.
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '@tutti/database';
import { createEngine, defineHandler, silentLog } from '../src/index.ts';

interface Orders {
  connection: ConstructorParameters<typeof Database>[0]['connection'];
  node: string;
  leaseMs: number;
  maxConcurrent: number;
  /** How long a run takes. */
  workMs: number;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const { connection, node, leaseMs, maxConcurrent, workMs } = orders;
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);

const database = new Database({ connection });
const log = {
  ...silentLog,
  debug: (fields: object) => void ('refused' in fields && say(fields)),
  error: (_: object, message: string) => void say({ error: message }),
};
const work = defineHandler('work', async ({ executionId, attempt }) => {
  await database.query('insert into ran (execution_id, node, attempt) values ($1, $2, $3)', [
    executionId,
    node,
    attempt,
  ]);
  if (workMs > 0) await delay(workMs);
  return node;
});
const engine = await createEngine({
  database,
  migrate: false,
  node,
  leaseMs,
  maxConcurrent,
  prefetch: maxConcurrent,
  handlers: [work],
  log,
});
await engine.start();
say({ started: node });
process.once('SIGTERM', () => {
  void engine
    .stop({ drainMs: 5000 })
    .then(() => database.close())
    .then(() => process.exit());
});
