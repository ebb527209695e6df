import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLog } from '@tutti/engine';
import { until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { startTestApp } from '../../test/start-test-app.ts';
import { OtlpTracer, parseOtlpHeaders } from './otlp-tracer.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number; message?: string };
}

/** A collector that takes OTLP over HTTP in JSON, and any other request. */
async function collector(status = 200) {
  const spans: Span[] = [];
  const headers: Record<string, unknown>[] = [];
  const resources: object[] = [];
  const others: { url: string; traceparent: unknown }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      if (request.url === '/otlp/v1/traces') {
        const body = JSON.parse(text) as {
          resourceSpans: { resource: object; scopeSpans: { spans: Span[] }[] }[];
        };
        headers.push(request.headers);
        for (const { resource, scopeSpans } of body.resourceSpans) {
          resources.push(resource);
          spans.push(...scopeSpans.flatMap((scope) => scope.spans));
        }
      } else others.push({ url: request.url ?? '', traceparent: request.headers['traceparent'] });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { spans, headers, resources, others, url };
}

const tracerFor = (url: string, log = silentLog): OtlpTracer =>
  new OtlpTracer({
    endpoint: `${url}/otlp/`,
    headers: { authorization: 'Bearer x' },
    serviceName: 'tutti-test',
    node: () => 'node-1',
    log,
    flushMs: 10,
  });

test('a span has the form of OTLP, and its parent where one is named', async () => {
  const { spans, headers, resources, url } = await collector();
  const tracer = tracerFor(url);
  const parent = tracer.start({
    name: 'parent',
    kind: 'server',
    attributes: { a: 1, b: 1.5, c: true, d: 'x', e: undefined },
  });
  const child = tracer.start({
    name: 'child',
    kind: 'consumer',
    traceparent: parent.traceparent,
    attributes: {},
  });
  child.end({ failure: 'no luck' });
  child.end();
  parent.end();
  await tracer.close();
  expect(spans.map(({ name }) => name)).toEqual(['child', 'parent']);
  const [first, second] = spans as [Span, Span];
  expect(first).toMatchObject({
    traceId: second.traceId,
    parentSpanId: second.spanId,
    kind: 5,
    status: { code: 2, message: 'no luck' },
  });
  expect(second).toMatchObject({ kind: 2, status: {} });
  expect(second.parentSpanId).toBeUndefined();
  expect(second.attributes).toEqual([
    { key: 'a', value: { intValue: '1' } },
    { key: 'b', value: { doubleValue: 1.5 } },
    { key: 'c', value: { boolValue: true } },
    { key: 'd', value: { stringValue: 'x' } },
  ]);
  expect(BigInt(first.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(first.startTimeUnixNano));
  expect(headers[0]).toMatchObject({ authorization: 'Bearer x', 'content-type': 'application/json' });
  expect(JSON.stringify(resources[0])).toContain('tutti-test');
});

test('a collector that refuses or is away costs a warning, and nothing else', async () => {
  const { url } = await collector(500);
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
  const tracer = tracerFor(url, log);
  for (let n = 0; n < 3; n++) {
    tracer.start({ name: 'x', kind: 'server', attributes: {} }).end();
    await tracer.close();
  }
  expect(warnings).toEqual(['traces cannot be delivered; they are dropped']);
});

test('a request, the run it enqueues, and what that calls in turn are one trace', async () => {
  const { spans, others, url } = await collector();
  const tracer = tracerFor(url);
  const server = await startTestApp({ running: true, engine: { tracer }, app: { tracer } });
  onTestFinished(() => server.close());
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const post = (taskType: string, taskConfig: object) =>
    server.call('POST', '/api/v2/execution/executions', { taskType, taskConfig }, { traceparent });
  const http = (await post('http_request', { url: `${url}/called` })).body;
  const shell = (await post('shell_command', { command: 'echo $TRACEPARENT; exit 126' })).body;
  await until(async () => (await server.engine.executions.get(http.executionId)).status === 'completed');
  await until(async () => (await server.engine.executions.get(shell.executionId)).status === 'failed');
  await until(() => spans.filter(({ name }) => name.startsWith('execution ')).length === 2);
  await until(() => spans.filter(({ name }) => name === 'POST /api/v2/execution/executions').length === 2);
  expect(new Set(spans.filter(({ kind }) => kind === 5).map((span) => span.traceId))).toEqual(
    new Set([traceId]),
  );

  const run = spans.find(({ name }) => name === 'execution http_request');
  const request = spans.find(({ spanId }) => spanId === run?.parentSpanId);
  expect(request).toMatchObject({
    name: 'POST /api/v2/execution/executions',
    parentSpanId: 'b7ad6b7169203331',
    kind: 2,
  });
  expect(others).toEqual([{ url: '/called', traceparent: `00-${traceId}-${run?.spanId}-01` }]);

  const command = spans.find(({ name }) => name === 'execution shell_command');
  expect(command?.status.code).toBe(2);
  const log = await server.engine.logs.read(shell.executionId, { fromSeq: 1, limit: 10 });
  expect(log.items.map(({ text }) => text).join('')).toContain(`00-${traceId}-${command?.spanId}-01`);
}, 30_000);

test('without a tracer the context of the caller still reaches the command', async () => {
  const server = await startTestApp({ running: true });
  onTestFinished(() => server.close());
  const run = async (traceparent: string) => {
    const body = { taskType: 'shell_command', taskConfig: { command: 'echo "trace:$TRACEPARENT"' } };
    const { executionId } = (await server.call('POST', '/api/v2/execution/executions', body, { traceparent }))
      .body;
    await until(async () => (await server.engine.executions.get(executionId)).status === 'completed');
    const { items } = await server.engine.logs.read(executionId, { fromSeq: 1, limit: 10 });
    return items.map(({ text }) => text).join('');
  };
  const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(await run(valid)).toContain(`trace:${valid}\n`);
  expect(await run('00-nonsense')).toContain('trace:\n');
});

test.each([
  [undefined, {}],
  ['', {}],
  ['Authorization=Bearer%20x, api-key = 1=2 ,broken', { authorization: 'Bearer x', 'api-key': '1=2' }],
])('headers %j', (text, headers) => expect(parseOtlpHeaders(text)).toEqual(headers));
