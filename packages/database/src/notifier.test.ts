import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, faultProxy, testDatabase, until } from '@tutti/testkit';
import { Database } from './database.ts';
import { Notifier } from './notifier.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase({ empty: true });
});
afterAll(() => own.drop());

const heardBy = (notifier: Notifier, topic: string) => {
  const payloads: string[] = [];
  notifier.on(topic, (payload) => payloads.push(payload));
  return payloads;
};

const started = async (database: Database, channel: string) => {
  const notifier = new Notifier(database, channel);
  await notifier.start();
  return notifier;
};

test('a topic reaches listeners on every node, the sender included', async () => {
  const [here, there] = await Promise.all([started(own.database, 'a'), started(own.database, 'a')]);
  const heard = [heardBy(here, 'execution'), heardBy(there, 'execution')];
  const other = heardBy(there, 'schedule');
  here.notify('execution', 'line one\nline two');
  await until(() => heard.every((payloads) => payloads.length === 1));
  expect(heard).toEqual([['line one\nline two'], ['line one\nline two']]);
  expect(other).toEqual([]);
  await Promise.all([here.close(), there.close()]);
});

test('equal notifications waiting are sent once, together with the others', async () => {
  const notifier = await started(own.database, 'b');
  const heard = heardBy(notifier, 'queue');
  for (let round = 0; round < 100; round++) {
    notifier.notify('queue', 'default');
    notifier.notify('queue', 'mail');
  }
  notifier.notify('last');
  const last = heardBy(notifier, 'last');
  await until(() => last.length > 0);
  expect(heard.sort()).toEqual(['default', 'mail']);
  await notifier.close();
});

test('a stream of notifications all arrives, in far fewer flights', async () => {
  const notifier = await started(own.database, 'c');
  const heard = heardBy(notifier, 'n');
  for (let n = 0; n < 300; n++) {
    notifier.notify('n', String(n));
    if (n % 10 === 0) await new Promise(setImmediate);
  }
  await until(() => heard.length === 300);
  expect(heard).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
  await notifier.close();
});

test('an oversized payload is left out, its topic still tells', async () => {
  const notifier = await started(own.database, 'd');
  const heard = heardBy(notifier, 'big');
  notifier.notify('big', 'é'.repeat(3_600));
  await until(() => heard.length === 1);
  expect(heard).toEqual(['']);
  await notifier.close();
});

test('stopping to listen, and names that cannot be topics', async () => {
  const notifier = await started(own.database, 'e');
  const heard: string[] = [];
  const stop = notifier.on('x', (payload) => heard.push(payload));
  stop();
  const done = heardBy(notifier, 'done');
  notifier.notify('x', '1');
  notifier.notify('done');
  await until(() => done.length === 1);
  expect(heard).toEqual([]);
  expect(() => notifier.notify('resync')).toThrow(/cannot be a topic/);
  expect(() => notifier.notify('a\nb')).toThrow(/cannot be a topic/);
  await notifier.close();
});

test('after a lost connection listeners are told to read again, and hear again', async () => {
  const proxy = await faultProxy({ path: `${own.connection.host}/.s.PGSQL.5432` });
  const database = new Database({ connection: { ...own.connection, host: proxy.host, port: proxy.port } });
  const far = await started(database, 'f');
  const near = await started(own.database, 'f');
  const [resynced, heardFar, heardNear] = [heardBy(far, 'resync'), heardBy(far, 'x'), heardBy(near, 'x')];
  await proxy.refuse();
  far.notify('x', 'sent while away');
  near.notify('x', 'not heard far away');
  await until(() => heardNear.includes('not heard far away'));
  await proxy.restore();
  await until(() => resynced.length === 1);
  near.notify('x', 'after');
  await until(() => heardFar.includes('after') && heardNear.includes('sent while away'));
  expect(heardFar).not.toContain('not heard far away');
  await Promise.all([far.close(), near.close()]);
  await Promise.all([database.close(), proxy.close()]);
});

test('starting without a server rejects; closing without having started does not hang', async () => {
  const database = new Database({ connection: { host: '/nonexistent', user: 'x' }, acquireTimeoutMs: 30 });
  const notifier = new Notifier(database);
  await expect(notifier.start()).rejects.toMatchObject({ name: 'DatabaseUnavailableError' });
  await notifier.close();
  await database.close();
});
