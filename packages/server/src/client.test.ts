import { createClient, createEventStream } from '@tutti/client';
import { silentLog } from '@tutti/engine';
import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestApp } from '../test/start-test-app.ts';
import { buildApp } from './app.ts';

test('the client library gets what it asks for, and errors with their fields', async () => {
  const server = await startTestApp();
  const client = createClient({ baseUrl: server.url });
  const schedule = await client.createSchedule({
    body: {
      name: 'by the client',
      taskType: 'shell_command',
      taskConfig: { command: 'true' },
      scheduleType: 'interval',
      scheduleConfig: { intervalMs: 60_000 },
    },
  });
  const params = { id: schedule.id };
  expect(await client.getSchedule({ params })).toEqual(schedule);
  await client.updateSchedule({ params, body: { priority: 2 } });
  await expect(
    client.updateSchedule({ params, body: { priority: 3 } }, { ifMatch: schedule.updatedAt }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 });
  await expect(client.listExecutions({ query: { limit: 9999 } })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    message: 'Query parameter limit must be at most 500.',
  });
  await client.deleteSchedule({ params });
  await server.close();
});

test('an event stream rides out a restart of the server: nothing is missed, nothing comes twice', async () => {
  const server = await startTestApp();
  const { engine, database, url } = server;
  const stream = createEventStream({
    url: `${url.replace('http', 'ws')}/ws`,
    WebSocket,
    subscriptions: { types: ['test.*'] },
    minDelayMs: 20,
    maxDelayMs: 100,
  });
  const received: unknown[] = [];
  stream.on('event', (event) => received.push(event.data['n']));
  const emit = async (from: number, to: number) => {
    for (let n = from; n < to; n++) await engine.events.emit({ event: 'test.counted', data: { n } });
  };
  await until(() => stream.state === 'connected');
  await emit(0, 20);
  await until(() => received.length === 20);

  server.lifecycle.drain();
  await emit(20, 40);
  await server.app.close();
  await until(() => stream.state === 'reconnecting');
  await emit(40, 60);
  const again = await buildApp({
    engine,
    database,
    configuration: { home: '/', databaseUrl: undefined },
    log: silentLog,
  });
  await again.listen({ host: '127.0.0.1', port: Number(new URL(url).port) });
  await emit(60, 80);
  await until(() => received.length >= 80, { timeoutMs: 15_000 });
  await emit(80, 90);
  await until(() => received.length >= 90);
  expect(received).toEqual(Array.from({ length: 90 }, (_, n) => n));
  stream.close();
  await again.close();
  await server.close();
});
