import autocannon from 'autocannon';
import { quietMachine } from '../harness/quiet.mjs';

const CONNECTIONS = 50;
const SECONDS = 15;

/** Requests a second that enqueue one execution each, answered when it is durable. The node has no worker: none of them runs. */
export async function run({ scaled, start, part, folder, quick }) {
  const server = start('serve', { home: await folder() });
  const url = await server.ready;
  const { perSecond, p99 } = await part('load', { url, seconds: quick ? 4 : scaled(SECONDS) });
  return { 'api-requests': perSecond, 'api-p99': p99 };
}

export const parts = {
  async serve({ connection, home }, channel) {
    const { startServer } = await import('@tutti/server');
    const { configurationOf, databaseUrlOf } = await import('../harness/configuration.mjs');
    const server = await startServer(
      configurationOf({ home, databaseUrl: databaseUrlOf(connection), roles: ['api'] }),
    );
    await fetch(`${server.url}/api/queues/default`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"depthLimit":0}',
    });
    await channel.ready(server.url);
    await new Promise(() => {});
  },

  async load({ url, quietMs, seconds }) {
    const request = {
      url: `${url}/api/v2/execution/executions`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ taskType: 'shell_command', taskConfig: { command: 'true' } }),
      connections: CONNECTIONS,
    };
    await autocannon({ ...request, duration: 2 });
    await quietMachine(quietMs);
    const { requests, latency, non2xx, errors, duration } = await autocannon({
      ...request,
      duration: seconds,
    });
    if (non2xx + errors > 0) throw new Error(`${non2xx} requests were refused, ${errors} failed`);
    return { perSecond: requests.total / duration, p99: latency.p99 };
  },
};
