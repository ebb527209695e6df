import { startReceiver, until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());
const CHANNELS = '/api/v2/notifications/channels';
const RULES = '/api/v2/notifications/rules';

test('channels and rules over HTTP, and their tests', async () => {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const channel = await server.call('POST', CHANNELS, {
    name: 'ops',
    type: 'slack',
    config: { url: `${receiver.url}/key` },
  });
  expect([channel.status, channel.body.config]).toEqual([201, { url: '********' }]);
  const rule = await server.call('POST', RULES, { name: 'all', events: ['order.*'], channels: ['ops'] });
  expect(rule.status).toBe(201);
  const tests = [
    await server.call('POST', `${CHANNELS}/${channel.body.id}/test`),
    await server.call('POST', `${RULES}/${rule.body.id}/test`),
  ];
  for (const { status, body } of tests) expect([status, body.executionIds.length]).toEqual([202, 1]);
  await until(() => receiver.received.length === 2);
  expect(receiver.received[0]?.path).toBe('/key');
  const stale = { 'if-match': channel.headers.get('etag') as string };
  const patched = await server.call('PATCH', `${CHANNELS}/${channel.body.id}`, { enabled: false }, stale);
  expect(patched.body.enabled).toBe(false);
  expect(
    (await server.call('PATCH', `${CHANNELS}/${channel.body.id}`, { enabled: true }, stale)).status,
  ).toBe(412);
  const put = { name: 'ops', type: 'slack', config: { url: '********' } };
  expect((await server.call('PUT', `${CHANNELS}/${channel.body.id}`, put)).body.enabled).toBe(true);
  expect(
    (await server.call('PUT', `${RULES}/${rule.body.id}`, { name: 'b', events: ['*'], channels: ['ops'] }))
      .body.name,
  ).toBe('b');
  expect((await server.call('PATCH', `${RULES}/${rule.body.id}`, { renotifyMs: 1 })).body.renotifyMs).toBe(1);
  expect((await server.call('GET', RULES)).body.total).toBe(1);
  expect((await server.call('GET', `${CHANNELS}?enabled=true`)).body.total).toBe(1);
  for (const [list, { body }, code] of [
    [RULES, rule, 'RULE_NOT_FOUND'],
    [CHANNELS, channel, 'CHANNEL_NOT_FOUND'],
  ] as const) {
    expect((await server.call('GET', `${list}/${body.id}`)).status).toBe(200);
    expect((await server.call('DELETE', `${list}/${body.id}`)).status).toBe(204);
    expect((await server.call('GET', `${list}/${body.id}`)).body.code).toBe(code);
  }
});
