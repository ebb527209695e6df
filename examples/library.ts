/**
 * The engine as a library, with a durable workflow: run it with
 *
 *   node examples/library.ts
 *
 * It brings its own PostgreSQL in a temporary folder. With DATABASE_URL set it uses that server instead.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@tutti/database';
import { createEngine, defineHandler } from '@tutti/engine';

const url = process.env['DATABASE_URL'];
const embedded = url
  ? undefined
  : await startEmbedded({ directory: mkdtempSync(join(tmpdir(), 'tutti-example-')) });

const greet = defineHandler<{ name: string }>('greet', async (context) => {
  // A step runs once: should this attempt be lost, the next one gets the stored result.
  const greeting = await context.step('compose', () => `Hello, ${context.taskConfig.name}!`);
  context.log(greeting);
  // Sleeping and waiting hold no slot: the handler is left here and entered again, skipping finished steps.
  await context.sleep(500);
  const event = await context.waitForEvent('greeting.approved', { timeoutMs: 10_000 });
  return { greeting, approvedBy: event?.data['by'] ?? null };
});

const engine = await createEngine({
  database: embedded ? embedded.connection : { connectionString: url as string },
  handlers: [greet],
});
engine.on('execution.*', (event) => console.log(event.type, event.data['label']));
await engine.start();

const { executionId } = await engine.executions.enqueue({ taskType: 'greet', taskConfig: { name: 'world' } });
const finished = new Promise<void>((resolve) => {
  engine.on('execution.completed', (event) => event.data['executionId'] === executionId && resolve());
});
while ((await engine.executions.get(executionId)).phase !== 'waiting')
  await new Promise((resolve) => setTimeout(resolve, 50));
await engine.events.emit({ event: 'greeting.approved', data: { by: 'ana' } });
await finished;
console.log('result', (await engine.executions.get(executionId)).result);

await engine.stop();
await embedded?.stop();
