import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startReceiver, temporaryFolder, until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { type Bundle, engineTests } from '../test/setup.ts';
import type { Engine } from './index.ts';

const { setup } = engineTests();

const PLAIN = [
  'whsec_c2VjcmV0LW9mLXRoZS13ZWJob29rLTI0Yis=',
  'Bearer of-the-header',
  'secret-of-the-hook',
  'of-ntfy',
];

async function ground() {
  const bundle = await setup();
  const folder = await temporaryFolder();
  const receiver = await startReceiver();
  onTestFinished(async () => {
    await receiver.close();
    await folder.remove();
  });
  return { ...bundle, receiver, ownFile: join(folder.path, 'secret.key') };
}

async function fill(engine: Engine, url: string): Promise<void> {
  const [secret, authorization, ofHook, token] = PLAIN as [string, string, string, string];
  await engine.webhooks.create({ name: 'out', url, events: ['a.*'], secret, headers: { authorization } });
  await engine.incomingHooks.create({ name: 'in', verification: 'github', secret: ofHook });
  await engine.notifications.createChannel({ name: 'phone', type: 'ntfy', config: { topic: 'a', token } });
}

/** All that the tables hold, as psql would show it. */
async function stored({ rows }: Bundle): Promise<string> {
  const found = await rows<{ text: string }>(
    `select w::text as text from webhooks w union all select h::text from incoming_hooks h
     union all select c::text from notification_channels c union all select a::text from audit_log a`,
  );
  return found.map(({ text }) => text).join('\n');
}
const plainIn = (text: string): string[] => PLAIN.filter((secret) => text.includes(secret));

/** Everything that is signed or proven with them still is. */
async function expectWorking(engine: Engine, receiver: Awaited<ReturnType<typeof startReceiver>>) {
  const before = receiver.received.length;
  await engine.events.emit({ event: 'a.happened' });
  await until(() => receiver.received.length > before);
  const { headers, body } = receiver.received.at(-1) as (typeof receiver.received)[number];
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const key = Buffer.from((PLAIN[0] as string).replace('whsec_', ''), 'base64');
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  expect(headers['webhook-signature']).toBe(expected);
  expect(headers['authorization']).toBe(PLAIN[1]);
  const message = Buffer.from(`{"n":${before}}`);
  const signature = createHmac('sha256', PLAIN[2] as string)
    .update(message)
    .digest('hex');
  const headersIn = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
  expect(await engine.incomingHooks.receive('in', { headers: headersIn, body: message })).toMatchObject({
    accepted: true,
    duplicate: false,
  });
}

test('no secret of hooks and channels stands in a table, and all of them work', async () => {
  const t = await ground();
  const engine = await t.started({ secretKey: { ownFile: t.ownFile } });
  await fill(engine, t.receiver.url);
  expect(plainIn(await stored(t))).toEqual([]);
  await expectWorking(engine, t.receiver);
  const [channel] = (await engine.notifications.listChannels({ limit: 1 })).items;
  expect(channel?.config).toMatchObject({ topic: 'a', token: '********' });
  await engine.notifications.updateChannel(channel?.id as number, { config: { topic: 'b' } });
  const [webhook] = (await engine.webhooks.list({ limit: 1 })).items;
  await engine.webhooks.update(webhook?.id as number, { name: 'out again' });
  const [hook] = (await engine.incomingHooks.list({ limit: 1 })).items;
  await engine.incomingHooks.update(hook?.id as number, { toleranceMs: 60_000 });
  expect(plainIn(await stored(t))).toEqual([]);
  await expectWorking(engine, t.receiver);
});

test('what an older version left plain is sealed by the first start, and rotation seals it anew', async () => {
  const t = await ground();
  const older = await t.engine();
  await fill(older, t.receiver.url);
  expect(plainIn(await stored(t))).toEqual(PLAIN);
  const [engine] = await Promise.all([
    t.started({ secretKey: { ownFile: t.ownFile } }),
    t.engine({ secretKey: { ownFile: t.ownFile } }),
  ]);
  const sealed = await stored(t);
  expect(plainIn(sealed)).toEqual([]);
  expect(sealed.match(/sealed:v1:/g)).toHaveLength(4);
  await expectWorking(engine, t.receiver);
  const key = await readFile(t.ownFile, 'utf8');
  const { rotated, keyFingerprint } = await engine.secrets.rotate();
  expect(rotated).toBe(4);
  expect(await readFile(t.ownFile, 'utf8')).not.toContain(key.trim());
  const again = await stored(t);
  expect(again.match(new RegExp(`sealed:v1:${keyFingerprint}:`, 'g'))).toHaveLength(4);
  expect(plainIn(again)).toEqual([]);
  await expectWorking(engine, t.receiver);
  const [webhook] = (await engine.webhooks.list({ limit: 1 })).items;
  const { secret } = await engine.webhooks.rotate(webhook?.id as number, { overlapMs: 60_000 });
  expect(await stored(t)).not.toContain(secret);
});

test('a node of the fleet with another key, or none, does not start; without any key they stay as given', async () => {
  const t = await ground();
  const engine = await t.started({ secretKey: { ownFile: t.ownFile } });
  await fill(engine, t.receiver.url);
  const given = Buffer.alloc(32, 7).toString('base64');
  await expect(t.engine({ secretKey: { given } })).rejects.toMatchObject({ code: 'SECRET_KEY_MISMATCH' });
  await expect(t.engine({ secretKey: { missing: true } })).rejects.toMatchObject({
    code: 'SECRET_KEY_MISSING',
  });
  await t.rows('delete from webhooks');
  await t.rows('delete from incoming_hooks');
  await t.rows('delete from notification_channels');
  const without = await t.started({ secretKey: { missing: true } });
  await engine.stop({ drainMs: 0 });
  await fill(without, t.receiver.url);
  await expectWorking(without, t.receiver);
});
