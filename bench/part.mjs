// One part of a measure in its own process: node part.mjs <measure> <part>, started by harness/part-process.mjs.
import { once } from 'node:events';
import { loadMeasure } from './measures/index.mjs';

const [measureName, partName] = process.argv.slice(2);
const send = (message) => new Promise((resolve) => process.send(message, resolve));

// A server is ended by its orchestrator: in order, so that its profile is written.
process.once('SIGTERM', () => process.exit());

const [{ value: input }] = await once(process, 'message');
try {
  const measure = await loadMeasure(measureName);
  const channel = {
    ready: (value) => send({ kind: 'ready', value }),
    tell: (value) => send({ kind: 'told', value }),
    onTold: (listener) => process.on('message', (message) => listener(message.value)),
  };
  await send({ kind: 'result', value: await measure.parts[partName](input, channel) });
} catch (error) {
  await send({ kind: 'failed', reason: `${partName}: ${error.message}` });
  console.error(error);
}
// Pools of the peers linger: what was measured is told, and the database is thrown away.
process.exit();
