import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '@tutti/testkit';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());

const API = '/api/v2';
const KEY = 'https://api.example.com:443/with/slashes?and=more';
const path = `${API}/circuit-breakers/${encodeURIComponent(KEY)}`;

test('a breaker is made, set, tripped, pinned and reset under a key full of slashes and colons', async () => {
  const made = await server.call('PATCH', path, { openMs: 5000 });
  expect(made).toMatchObject({
    status: 200,
    body: { key: KEY, state: 'closed', thresholds: { openMs: 5000 } },
  });
  const tripped = await server.call('POST', `${path}/trip`, { reason: 'down' });
  expect(tripped.body).toMatchObject({ state: 'open', tripped: true, reason: 'down', changedBy: 'local' });
  const listed = await server.call('GET', `${API}/circuit-breakers?state=open,half_open`);
  expect(listed.body).toMatchObject({ total: 1, items: [{ key: KEY }] });
  const pinned = await server.call('POST', `${path}/pin`, { pin: 'closed' });
  expect(pinned.body).toMatchObject({ state: 'closed', pin: 'closed', tripped: false });
  expect((await server.call('POST', `${path}/reset`)).body).toMatchObject({ pin: 'auto', state: 'closed' });
  expect((await server.call('GET', path)).body.key).toBe(KEY);
});

test('what is not known is 404, what does not fit is 400 with the field', async () => {
  const unknown = await server.call('POST', `${API}/circuit-breakers/nobody/trip`);
  expect(unknown).toMatchObject({ status: 404, body: { code: 'BREAKER_NOT_FOUND' } });
  const bad = await server.call('PATCH', path, { trials: 0 });
  expect(bad).toMatchObject({ status: 400, body: { errors: [{ field: 'trials' }] } });
  const empty = await server.call('PATCH', path, {});
  expect(empty).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  const spaces = await server.call('GET', `${API}/circuit-breakers/${encodeURIComponent('a b')}`);
  expect(spaces).toMatchObject({ status: 400, body: { errors: [{ field: 'key' }] } });
  expect(await server.call('GET', `${API}/nodes/nobody`)).toMatchObject({
    status: 404,
    body: { code: 'NODE_NOT_FOUND' },
  });
});

test('a node is listed, drained and resumed; health tells of it', async () => {
  const name = (await server.call('GET', '/health')).body.node as string;
  const listed = await server.call('GET', `${API}/nodes`);
  expect(listed.body.items).toMatchObject([{ name, state: 'active', draining: null }]);
  const drained = await server.call('POST', `${API}/nodes/${name}/drain`, { reason: 'update' });
  expect(drained.body).toMatchObject({ state: 'draining', draining: { by: 'local', reason: 'update' } });
  const workers = async () => (await server.call('GET', '/health')).body.checks.workers;
  const told = await until(async () => ((await workers()).draining ? workers() : undefined));
  expect(told).toMatchObject({ message: 'this node drains: it takes no work until it is resumed' });
  expect((await server.call('POST', `${API}/nodes/${name}/resume`)).body.state).toBe('active');
  await until(async () => !(await workers()).draining);
});
