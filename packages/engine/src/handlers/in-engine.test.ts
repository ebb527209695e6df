import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { engineTests } from '../../test/setup.ts';

const { setup } = engineTests();

it('a command runs, logs and gives its result', async () => {
  const { started, reached } = await setup();
  const engine = await started();
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'echo out; echo err >&2; echo $TUTTI_EXECUTION_ID' },
  });
  expect(await reached(engine, executionId, 'completed', 'failed')).toMatchObject({
    status: 'completed',
    result: { exitCode: 0, stdout: `out\n${executionId}\n`, stderr: 'err\n' },
  });
  const { items } = await engine.logs.read(executionId, { fromSeq: 1, limit: 100 });
  const text = (stream: string): string =>
    items
      .filter((item) => item.stream === stream)
      .map((item) => item.text)
      .join('');
  expect(text('stdout')).toBe(`out\n${executionId}\n`);
  expect(text('stderr')).toBe('err\n');
});

it('the limit of the config stands above the default, and below that of the execution', async () => {
  const { started, reached } = await setup();
  const engine = await started();
  const enqueue = (timeoutMs: number, own?: number) =>
    engine.executions.enqueue({
      taskType: 'shell_command',
      taskConfig: { command: 'sleep 1000', timeoutMs },
      retryPolicy: 'none',
      ...(own !== undefined && { timeoutMs: own }),
    });
  const [short, long] = [await enqueue(150), await enqueue(30_000_000_000, 200)];
  expect(await reached(engine, short.executionId, 'timeout', 'failed')).toMatchObject({
    status: 'timeout',
    error: { code: 'TIMEOUT', message: 'did not end within 150 ms' },
  });
  expect(await reached(engine, long.executionId, 'timeout', 'failed')).toMatchObject({
    status: 'timeout',
    error: { message: 'did not end within 200 ms' },
  });
});

it('a limit of more than a timer can count does not end a run at once', async () => {
  const { started, reached } = await setup();
  const engine = await started();
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'sleep 0.3', timeoutMs: 30_000_000_000 },
  });
  expect(await reached(engine, executionId, 'completed', 'failed', 'timeout')).toMatchObject({
    status: 'completed',
  });
});

it('a cancelled command is gone with all it started', async () => {
  const { started, reached } = await setup();
  const engine = await started();
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'echo ready; (setsid sleep 1000 &); sleep 1000' },
  });
  const ready = Promise.withResolvers<void>();
  onTestFinished(engine.logs.follow(executionId, 1, () => ready.resolve()));
  await ready.promise;
  await engine.executions.cancel(executionId);
  expect(await reached(engine, executionId, 'cancelled')).toMatchObject({ status: 'cancelled' });
});

it('a request has its templates resolved', async () => {
  const server = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  const { started, reached } = await setup();
  const engine = await started();
  const schedule = await engine.schedules.create({
    name: 'request',
    taskType: 'http_request',
    taskConfig: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/{{trigger.data.x}}` },
    scheduleType: 'event',
    scheduleConfig: { event: 'x.happened' },
  });
  const { executionId } = await engine.schedules.trigger(schedule.id, { data: { x: 'a b/../c' } });
  expect(await reached(engine, executionId, 'completed', 'failed')).toMatchObject({
    status: 'completed',
    result: { status: 200, body: '/c' },
  });
});
