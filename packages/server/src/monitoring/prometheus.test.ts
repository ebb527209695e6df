import { until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());

const scrape = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
const valueOf = (text: string, sample: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
};

test('the text format, in and outside of /api', async () => {
  for (const path of ['/metrics', '/api/v2/metrics', '/api/metrics']) {
    const answer = await fetch(server.url + path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    // Every line is a comment or a sample.
    for (const line of text.split('\n').filter(Boolean))
      expect(line).toMatch(
        /^(# (HELP|TYPE) |[a-z0-9_]+(\{.*\})? -?[\d.e+-]+$|[a-z0-9_]+(\{.*\})? (\+Inf|NaN)$)/i,
      );
  }
});

test('what the node and the fleet do', async () => {
  const text = await scrape();
  expect(valueOf(text, 'tutti_database_up')).toBe(1);
  expect(valueOf(text, 'tutti_node_slots')).toBe(4);
  expect(valueOf(text, 'tutti_queue_ready{queue="default"}')).toBe(0);
  expect(valueOf(text, 'tutti_leases_lost_total')).toBe(0);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
});

test('nodes by state, and breakers that let no calls through', async () => {
  await server.engine.breakers.configure('payments', { openMs: 1000 });
  expect(await scrape()).not.toContain('payments');
  await server.engine.breakers.trip('payments');
  const text = await scrape();
  expect(valueOf(text, 'tutti_nodes{state="active"}')).toBe(1);
  expect(valueOf(text, 'tutti_nodes{state="lost"}')).toBe(0);
  expect(valueOf(text, 'tutti_breaker_open{breaker="payments"}')).toBe(1);
  await server.engine.breakers.reset('payments');
  expect(await scrape()).not.toContain('payments');
});

test('requests are told by the template of their route', async () => {
  await server.call('GET', '/api/v2/execution/executions/901');
  await server.call('GET', '/api/v2/execution/executions/902');
  await server.call('GET', '/api/v2/no/such/route');
  const sample =
    'tutti_http_request_duration_seconds_count{method="GET",route="/api/v2/execution/executions/:id",status="404"}';
  // A request is told of when its answer is out, and so perhaps a moment later.
  await until(async () => valueOf(await scrape(), sample) === 2);
  const text = await scrape();
  expect(text).not.toContain('executions/901');
  expect(text).not.toContain('/no/such/route');
});

test('what ended is counted up and never down', async () => {
  const { body } = await server.call('POST', '/api/v2/execution/executions', {
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
  });
  await until(async () => (await server.engine.executions.get(body.executionId)).status === 'completed');
  const sample = 'tutti_executions_total{queue="default",task_type="shell_command",status="completed"}';
  await server.database.query(
    `insert into execution_totals values ('default', 'shell_command', 'completed', 41)`,
  );
  expect(valueOf(await scrape(), sample)).toBe(41);
  await server.database.query(`update execution_totals set executions = 40`);
  expect(valueOf(await scrape(), sample)).toBe(41);
  await server.database.query(`update execution_totals set executions = 43`);
  expect(valueOf(await scrape(), sample)).toBe(43);
});

test('charts answer for each interval, and refuse others', async () => {
  for (const path of ['executions', 'retry-stats', 'queues', 'schedules'])
    for (const interval of ['1h', '24h', '7d']) {
      const { status, body } = await server.call('GET', `/api/v2/metrics/${path}?interval=${interval}`);
      expect([status, body.interval]).toEqual([200, interval]);
    }
  const refused = await server.call('GET', '/api/v2/metrics/executions?interval=2h');
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'interval' }] } });
});
