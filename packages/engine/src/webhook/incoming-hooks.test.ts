import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';

const { setup } = engineTests();

test('a verified message becomes an event that schedules run for', async () => {
  const { started, reached } = await setup();
  const engine = await started();
  const hook = await engine.incomingHooks.create({
    name: 'push',
    verification: 'github',
    headers: ['X-GitHub-Event'],
  });
  expect(hook).toMatchObject({ path: '/hooks/push', headers: ['x-github-event'] });
  await engine.schedules.create({
    name: 'build',
    taskType: 'shell_command',
    taskConfig: { command: 'echo "$TUTTI_TRIGGER"' },
    scheduleType: 'event',
    scheduleConfig: {
      event: 'webhook.received',
      filter: { 'data.name': 'push', 'data.body.ref': 'refs/heads/main' },
    },
  });
  const body = Buffer.from('{"ref":"refs/heads/main"}');
  const signature = `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-hub-signature-256': signature,
  };
  const receipt = await engine.incomingHooks.receive('push', { headers, body });
  expect(receipt).toMatchObject({ accepted: true, duplicate: false });
  expect(await engine.incomingHooks.receive('push', { headers, body })).toEqual({
    accepted: true,
    duplicate: true,
    eventId: null,
  });
  const heard = async () => (await engine.events.list({ types: ['webhook.received'], limit: 10 })).items;
  await expect.poll(heard).toMatchObject([
    {
      actor: 'hook:push',
      data: {
        name: 'push',
        headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
        body: { ref: 'refs/heads/main' },
      },
    },
  ]);
  await expect.poll(() => engine.executions.list({ limit: 5 })).toMatchObject({ total: 1 });
  const [run] = (await engine.executions.list({ limit: 1 })).items;
  await reached(engine, run?.executionId as string, 'completed');
  expect(await engine.incomingHooks.get(hook.id)).toMatchObject({ received: 1, refused: 0 });
});

test('a message that cannot be verified is refused, and told of once a minute', async () => {
  const { engine: node, database } = await setup();
  const engine = await node();
  const { id } = await engine.incomingHooks.create({
    name: 'x',
    verification: 'token',
    secret: 'sixteen letters!',
  });
  const bad = { headers: { 'x-hook-token': 'wrong' }, body: Buffer.from('1') };
  for (let n = 0; n < 3; n++)
    await expect(engine.incomingHooks.receive('x', bad)).rejects.toMatchObject({
      code: 'HOOK_REFUSED',
      message: 'The message could not be verified: the token is another.',
    });
  const told = async (): Promise<unknown[]> =>
    (await engine.events.list({ types: ['webhook.failed'], limit: 10 })).items.map(({ data }) => data);
  await expect.poll(told).toEqual([{ id, name: 'x', reason: 'the token is another' }]);
  expect(await engine.incomingHooks.get(id)).toMatchObject({ received: 0, refused: 3 });
  await database.query(`update incoming_hooks set refusal_told_at = now() - interval '2 minutes'`);
  await expect(engine.incomingHooks.receive('x', bad)).rejects.toMatchObject({ code: 'HOOK_REFUSED' });
  await expect.poll(told).toHaveLength(2);
});

test('names are unique, secrets are never read back, a disabled hook is not there', async () => {
  const { engine: node, rows } = await setup();
  const { incomingHooks } = await node();
  const made = await incomingHooks.create({ name: 'x', verification: 'standard' });
  expect(made.secret).toMatch(/^whsec_/);
  expect(await incomingHooks.get(made.id)).not.toHaveProperty('secret');
  await expect(incomingHooks.create({ name: 'x', verification: 'token' })).rejects.toMatchObject({
    code: 'HOOK_NAME_TAKEN',
  });
  await expect(incomingHooks.create({ name: 'a b', verification: 'token' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'name' }],
  });
  await incomingHooks.replace(made.id, { name: 'y', verification: 'token' }, { ifMatch: made.updatedAt });
  const token = { headers: { 'x-hook-token': made.secret }, body: Buffer.from('') };
  expect(await incomingHooks.receive('y', token)).toMatchObject({ accepted: true });
  await incomingHooks.update(made.id, { enabled: false });
  await expect(incomingHooks.receive('y', token)).rejects.toMatchObject({ code: 'HOOK_NOT_FOUND' });
  await incomingHooks.delete(made.id);
  await expect(incomingHooks.get(made.id)).rejects.toMatchObject({ code: 'HOOK_NOT_FOUND' });
  const log = await rows<{ action: string; text: string }>(
    `select action, concat(before, after) as text from audit_log order by id`,
  );
  expect(log.map(({ action }) => action)).toEqual([
    'hook.created',
    'hook.updated',
    'hook.updated',
    'hook.deleted',
  ]);
  expect(log.every(({ text }) => !text.includes(made.secret))).toBe(true);
});
