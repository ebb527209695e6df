import { createHmac } from 'node:crypto';
import type { IncomingMessage } from '@tutti/contract';
import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import type { Engine } from '../index.ts';
import { pruneMessages } from './incoming-message-store.ts';

const { setup } = engineTests();

const SECRET = 'sixteen letters!';
const JSON_TYPE = { 'content-type': 'application/json' };

function signed(text: string, headers: Record<string, string> = {}) {
  const mac = createHmac('sha256', SECRET).update(text).digest('hex');
  return {
    headers: { ...JSON_TYPE, 'x-hub-signature-256': `sha256=${mac}`, ...headers },
    body: Buffer.from(text),
  };
}
const withToken = (text: string, token = SECRET, headers: Record<string, string> = {}) => ({
  headers: { ...JSON_TYPE, 'x-hook-token': token, ...headers },
  body: Buffer.from(text),
});
const hookOf = (engine: Engine, verification: 'github' | 'token', name = 'push') =>
  engine.incomingHooks.create({ name, verification, secret: SECRET, headers: ['x-event'] });
const listed = async (engine: Engine, id: number, status?: IncomingMessage['status']) =>
  (await engine.incomingHooks.messages(id, { limit: 500, status })).items;
const onReceived = (engine: Engine, name: string, filter: object = {}) =>
  engine.schedules.create({
    name,
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
    scheduleType: 'event',
    scheduleConfig: { event: 'webhook.received', filter: { 'data.name': 'push', ...filter } },
  });

test('a message is kept with what it said and what it started', async () => {
  const { started } = await setup();
  const engine = await started();
  const { id: hookId } = await hookOf(engine, 'github');
  const build = await onReceived(engine, 'build');
  const never = await onReceived(engine, 'blacked out');
  await engine.schedules.update(never.id, { maxRuns: 1 });
  await onReceived(engine, 'other', { 'data.body.ref': 'tag' });
  const headers = { 'x-event': 'push', authorization: 'Basic abc', 'x-api-key': 'k', 'user-agent': 'test' };
  const message = signed('{"ref":"main"}', headers);
  const { eventId } = await engine.incomingHooks.receive('push', message, { address: '192.0.2.7' });
  await engine.incomingHooks.receive('push', message);
  await expect
    .poll(async () => (await listed(engine, hookId)).map(({ status, runs }) => [status, runs]))
    .toEqual([
      ['duplicate', 0],
      ['accepted', 2],
    ]);
  const [copy, first] = await listed(engine, hookId);
  expect(first).toMatchObject({
    hookId,
    eventId,
    reason: null,
    sizeBytes: 14,
    source: '192.0.2.7',
    actor: null,
  });
  expect(copy).toMatchObject({ eventId, source: null });
  const shown = await engine.incomingHooks.message(first?.id as number);
  expect(shown).toMatchObject({ body: { ref: 'main' }, bodyKept: 'whole' });
  expect(shown.headers).toEqual({
    'content-type': 'application/json',
    'x-hub-signature-256': '********',
    authorization: '********',
    'x-api-key': '********',
    'x-event': 'push',
    'user-agent': 'test',
  });
  expect(shown.started.map(({ scheduleId }) => scheduleId).toSorted()).toEqual(
    [build.id, never.id].toSorted(),
  );
  await expect
    .poll(async () =>
      (await engine.incomingHooks.message(first?.id as number)).started.map(({ status }) => status),
    )
    .toEqual(['completed', 'completed']);
  // The second message finds one of the two used up, and says so.
  await engine.incomingHooks.receive('push', signed('{"ref":"dev"}'));
  const [second] = await listed(engine, hookId, 'accepted');
  await expect
    .poll(async () => (await engine.incomingHooks.message(second?.id as number)).started)
    .toMatchObject([
      { scheduleName: 'build', skipReason: null },
      { scheduleName: 'blacked out', executionId: null, status: null, skipReason: 'limit' },
    ]);
});

test('each refusal says why, and keeps the beginning of the body alone', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const { id } = await hookOf(engine, 'token');
  const refused = (message: Parameters<Engine['incomingHooks']['receive']>[1], code: string) =>
    expect(engine.incomingHooks.receive('push', message)).rejects.toMatchObject({ code });
  await refused({ headers: {}, body: Buffer.from('x') }, 'HOOK_REFUSED');
  await refused(withToken(`\0${'y'.repeat(20_000)}`, 'wrong'), 'HOOK_REFUSED');
  await refused(withToken('{'), 'JSON_INVALID');
  await engine.incomingHooks.refuseTooLarge('push', { headers: { 'content-length': '2000000' } });
  await engine.incomingHooks.update(id, { enabled: false });
  await refused(withToken('{}'), 'HOOK_NOT_FOUND');
  const messages = await listed(engine, id, 'refused');
  expect(messages.map(({ reason, problem, sizeBytes }) => [reason, problem, sizeBytes])).toEqual([
    ['switched_off', 'the hook is switched off', 2],
    ['too_large', 'the body is larger than 1 MiB', 2_000_000],
    ['unreadable', 'The content type says JSON, but the body is none.', 1],
    ['wrong_signature', 'the token is another', 20_001],
    ['unsigned', 'it has neither X-Hook-Token nor a bearer token', 1],
  ]);
  const [, large, , wrong] = messages;
  const shown = await engine.incomingHooks.message(wrong?.id as number);
  expect(shown).toMatchObject({ bodyKept: 'beginning', started: [], eventId: null });
  expect(shown.body).toBe(`\ufffd${'y'.repeat(9999)}`);
  expect(await engine.incomingHooks.message(large?.id as number)).toMatchObject({
    body: null,
    bodyKept: 'none',
  });
  expect(await engine.incomingHooks.get(id)).toMatchObject({ received: 0, refused: 5 });
  await expect(engine.incomingHooks.replay(wrong?.id as number)).rejects.toMatchObject({
    code: 'MESSAGE_NOT_REPLAYABLE',
    message: `Message ${wrong?.id} was refused: the token is another. Mend that, and have the sender send it again.`,
  });
  await expect(engine.incomingHooks.refuseTooLarge('nobody', { headers: {} })).rejects.toMatchObject({
    code: 'HOOK_NOT_FOUND',
  });
});

test('strangers fill no disk: the last 200 refusals and copies stay, and all that was accepted', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const { id } = await hookOf(engine, 'github');
  const other = await hookOf(engine, 'github', 'other');
  const bad = { headers: JSON_TYPE, body: Buffer.from('{}') };
  await expect(engine.incomingHooks.receive('other', bad)).rejects.toThrow('could not be verified');
  await engine.incomingHooks.receive('push', signed('{}'));
  for (let n = 0; n < 150; n++) {
    await expect(engine.incomingHooks.receive('push', bad)).rejects.toThrow('could not be verified');
    await engine.incomingHooks.receive('push', signed('{}'));
  }
  const messages = await listed(engine, id);
  expect(messages).toHaveLength(201);
  expect(messages.filter(({ status }) => status === 'refused')).toHaveLength(100);
  expect(messages.at(-1)?.status).toBe('accepted');
  expect(await listed(engine, other.id)).toHaveLength(1);
});

test('a message is delivered again as a new event, by name, as long as it is kept', async () => {
  const { started, rows } = await setup();
  const engine = await started();
  const { id: hookId } = await hookOf(engine, 'github');
  await engine.incomingHooks.receive('push', signed('{"n":1}', { 'x-event': 'push' }));
  const [first] = await listed(engine, hookId);
  await onReceived(engine, 'later');
  const again = await engine.incomingHooks.replay(first?.id as number, { actor: 'ann', requestId: 'r1' });
  expect(again).toMatchObject({ status: 'replayed', replayOf: first?.id, actor: 'ann', source: null });
  expect(again.eventId).not.toBe(first?.eventId);
  await expect.poll(async () => (await engine.incomingHooks.message(again.id)).runs).toBe(1);
  const heard = (await engine.events.list({ types: ['webhook.received'], limit: 10 })).items;
  expect(heard.map(({ data }) => data)).toEqual([heard[0]?.data, heard[0]?.data]);
  expect(heard.find(({ id }) => id === again.eventId)).toMatchObject({
    actor: 'ann',
    causationId: first?.eventId,
  });
  expect((await engine.incomingHooks.message(first?.id as number)).started).toEqual([]);
  // A replay may be replayed; the counter of what came does not move.
  expect(await engine.incomingHooks.replay(again.id)).toMatchObject({ replayOf: again.id, actor: 'local' });
  expect(await engine.incomingHooks.get(hookId)).toMatchObject({ received: 1 });
  const log = await rows(
    `select action, actor, entity_id, request_id from audit_log where action = 'hook.replayed'`,
  );
  expect(log).toEqual([
    { action: 'hook.replayed', actor: 'ann', entity_id: String(hookId), request_id: 'r1' },
    { action: 'hook.replayed', actor: 'local', entity_id: String(hookId), request_id: null },
  ]);
  await rows(`delete from events`);
  expect(await engine.incomingHooks.message(first?.id as number)).toMatchObject({
    body: null,
    bodyKept: 'none',
  });
  await expect(engine.incomingHooks.replay(first?.id as number)).rejects.toMatchObject({
    code: 'MESSAGE_NOT_REPLAYABLE',
  });
});

test('messages go with their hook, and are pruned by age', async () => {
  const { engine: node, database } = await setup();
  const engine = await node();
  const { id } = await hookOf(engine, 'token');
  for (const text of ['1', '2']) await engine.incomingHooks.receive('push', withToken(text));
  await database.query(`update incoming_messages set received_at = now() - interval '8 days' where id in
    (select min(id) from incoming_messages)`);
  expect(await pruneMessages(database, new Date(Date.now() - 7 * 86_400_000))).toBe(1);
  const [left] = await listed(engine, id);
  expect((await engine.incomingHooks.message(left?.id as number)).body).toBe(2);
  await engine.incomingHooks.delete(id);
  await expect(engine.incomingHooks.message(left?.id as number)).rejects.toMatchObject({
    code: 'MESSAGE_NOT_FOUND',
  });
  await expect(engine.incomingHooks.messages(id, { limit: 1 })).rejects.toMatchObject({
    code: 'HOOK_NOT_FOUND',
  });
});
