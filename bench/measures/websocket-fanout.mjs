import { quietMachine } from '../harness/quiet.mjs';
import { perSecond } from '../harness/statistics.mjs';

const CLIENTS = 1000;
const CLIENT_PROCESSES = 2;
const EVENTS = 1500;
const WARM_UP_EVENTS = 50;
/** Events on their way at most: far below what makes a client count as slow. */
const WINDOW = 100;
/** As large as an event: smaller frames are greetings. */
const EVENT_BYTES = 1000;

export const systems = ['tutti', 'bare-ws'];

/**
 * Messages a second that arrive when events of 1 KB go to 1,000 clients: from Tutti, which appends each event durably
 * and reads it back from its log, and from a bare ws server that sends the same frame out of memory.
 */
export async function run({ peer, scaled, start, folder }) {
  const events = scaled(EVENTS);
  const server = start(peer === 'tutti' ? 'serveTutti' : 'serveBare', { home: await folder(), events });
  const url = await server.ready;
  const clients = Array.from({ length: CLIENT_PROCESSES }, () =>
    start('listen', { url, events, clients: CLIENTS / CLIENT_PROCESSES }),
  );
  await Promise.all(clients.map((client) => client.ready));
  const received = clients.map(() => 0);
  clients.forEach((client, index) => {
    client.onTold((count) => {
      received[index] = count;
      server.tell({ received: Math.min(...received) });
    });
  });
  server.tell({ begin: true });
  const [startedAt, ...endedAt] = await Promise.all([
    server.result,
    ...clients.map((client) => client.result),
  ]);
  return { 'websocket-fanout': perSecond(events * CLIENTS, Math.max(...endedAt) - startedAt) };
}

/** Of one clock for all processes. */
const nowMs = () => performance.timeOrigin + performance.now();
const data = { text: 'x'.repeat(EVENT_BYTES - 50) };

export const parts = {
  async serveTutti({ connection, home, ...input }, channel) {
    const { startServer } = await import('@tutti/server');
    const { configurationOf, databaseUrlOf } = await import('../harness/configuration.mjs');
    const server = await startServer(configurationOf({ home, databaseUrl: databaseUrlOf(connection) }));
    const publish = () => server.engine.events.emit({ event: 'bench.ticked', data });
    return feed({ ...input, url: `${server.url.replace('http', 'ws')}/ws`, publish }, channel);
  },

  async serveBare(input, channel) {
    const { WebSocketServer } = await import('ws');
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      perMessageDeflate: false,
      clientTracking: true,
    });
    server.on('connection', (socket) => socket.send('{"type":"connected"}'));
    await new Promise((resolve) => server.on('listening', resolve));
    const event = {
      id: '0001_0001',
      type: 'bench.ticked',
      at: new Date().toISOString(),
      data,
      actor: 'local',
      correlationId: null,
      causationId: null,
      depth: 0,
    };
    const frame = Buffer.from(JSON.stringify({ type: 'event', event }));
    const publish = async () => {
      for (const socket of server.clients) socket.send(frame, { binary: false });
    };
    return feed({ ...input, url: `ws://127.0.0.1:${server.address().port}`, publish }, channel);
  },

  async listen({ url, events, clients }, channel) {
    const { WebSocket } = await import('ws');
    const total = WARM_UP_EVENTS + events;
    const arrivals = new Uint32Array(total + 1);
    const greeted = Promise.withResolvers();
    const finished = Promise.withResolvers();
    let greetings = 0;
    const onArrival = (count) => {
      if (++arrivals[count] < clients) return;
      if (count === total) finished.resolve(nowMs());
      if (count % 10 === 0 || count === total) void channel.tell(count);
    };
    for (let client = 0; client < clients; client++) {
      const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
      let count = 0;
      socket.on('message', (message) => {
        if (message.length >= EVENT_BYTES) onArrival(++count);
        else if (++greetings === clients) greeted.resolve();
        else if (greetings > clients)
          finished.reject(new Error(`unexpected: ${message.toString().slice(0, 100)}`));
      });
      socket.on('error', greeted.reject);
      socket.on('close', () => finished.reject(new Error('a client was cut off')));
      await new Promise((resolve) => socket.on('open', resolve));
    }
    await greeted.promise;
    await channel.ready();
    return finished.promise;
  },
};

/** Publishes as fast as the slowest client receives, a few to warm up before the clock starts. */
async function feed({ url, publish, events, quietMs }, channel) {
  let received = 0;
  let wake = () => {};
  channel.onTold((told) => {
    received = told.received ?? received;
    wake();
  });
  const told = () => new Promise((resolve) => (wake = resolve));
  const sendUpTo = async (total, sent) => {
    while (received < total) {
      const room = Math.min(total - sent, WINDOW - (sent - received));
      const published = Array.from({ length: room }, publish);
      sent += room;
      const heard = told();
      await Promise.all(published);
      if (received < total) await heard;
    }
  };
  const begun = told();
  await channel.ready(url);
  await begun;
  await sendUpTo(WARM_UP_EVENTS, 0);
  await quietMachine(quietMs);
  const startedAt = nowMs();
  await sendUpTo(WARM_UP_EVENTS + events, WARM_UP_EVENTS);
  return startedAt;
}
