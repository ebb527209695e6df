import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startReceiver, temporaryFolder, until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import type { Engine } from '../index.ts';
import { startSmtp } from './smtp-server.fixture.ts';

const { setup } = engineTests();
const NEVER = { maxRetries: 0 };

async function receiving() {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return receiver;
}

const shell = (command: string, more: object = {}) => ({
  taskType: 'shell_command',
  taskConfig: { command },
  retryPolicy: NEVER,
  ...more,
});
const titles = (received: { body: string }[]): string[] =>
  received.map(({ body }) => JSON.parse(body).data.title);

test('a rule tells of failures once per schedule, and of the recovery', async () => {
  const { started, reached } = await setup();
  const receiver = await receiving();
  const engine = await started();
  await engine.notifications.createChannel({ name: 'hook', type: 'webhook', config: { url: receiver.url } });
  const rule = await engine.notifications.createRule({
    name: 'failures',
    events: ['execution.failed'],
    channels: ['hook'],
  });
  const { id } = await engine.schedules.create({
    name: 'backup',
    ...shell('exit 3'),
    scheduleType: 'event',
    scheduleConfig: { event: 'never.ever' },
  });
  const run = async (status: string): Promise<void> => {
    const { executionId } = await engine.schedules.trigger(id);
    await reached(engine, executionId, status);
  };
  await run('failed');
  await until(() => receiver.received.length === 1);
  await run('failed');
  expect(
    (
      await until(async () => {
        const found = await engine.notifications.getRule(rule.id);
        return found.openGroups === 1 ? found : undefined;
      })
    ).openGroups,
  ).toBe(1);
  await engine.schedules.update(id, { taskConfig: { command: 'true' } });
  await run('completed');
  await until(() => receiver.received.length === 2);
  expect(titles(receiver.received)).toEqual(['backup failed', 'Recovered: backup failed']);
  const first = JSON.parse(receiver.received[0]?.body ?? '{}');
  expect(first).toMatchObject({
    type: 'notification.alert',
    data: {
      severity: 'high',
      source: 'rule failures',
      text: expect.stringMatching(/^exited with code 3\n/),
      event: { type: 'execution.failed' },
    },
  });
  expect((await engine.notifications.getRule(rule.id)).openGroups).toBe(0);
  expect((await engine.notifications.listChannels({ limit: 5 })).items[0]).toMatchObject({ lastError: null });
});

test('a schedule tells its own channels of failure and of success', async () => {
  const { started, reached } = await setup();
  const receiver = await receiving();
  const engine = await started();
  for (const name of ['bad', 'good'])
    await engine.notifications.createChannel({
      name,
      type: 'webhook',
      config: { url: `${receiver.url}/${name}` },
    });
  const schedule = {
    name: 's',
    ...shell('exit 1'),
    scheduleType: 'event' as const,
    scheduleConfig: { event: 'never.ever' },
    onFailure: ['bad'],
    onSuccess: ['good'],
  };
  await expect(engine.schedules.create({ ...schedule, onFailure: ['bda'] })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'onFailure', fix: 'did you mean bad?' }],
  });
  const { id } = await engine.schedules.create(schedule);
  await reached(engine, (await engine.schedules.trigger(id)).executionId, 'failed');
  await until(() => receiver.received.length === 1);
  const { executionId } = await engine.schedules.trigger(id, { taskConfig: { command: 'true' } });
  await reached(engine, executionId, 'completed');
  await until(() => receiver.received.length === 3);
  expect(
    receiver.received.map(({ path: at, body }) => `${at} ${JSON.parse(body).data.title}`).toSorted(),
  ).toEqual(['/bad Recovered: s failed', '/bad s failed', '/good s succeeded']);
});

test('a schedule that has not succeeded in time is missed, once; a run that takes long is slow, once', async () => {
  const { started, database } = await setup();
  const engine = await started();
  const { id } = await engine.schedules.create({
    name: 'quiet',
    ...shell('sleep 5'),
    scheduleType: 'event',
    scheduleConfig: { event: 'never.ever' },
    expectedWithinMs: 100,
    maxDurationMs: 50,
  });
  const told = async (type: string) =>
    (await engine.events.list({ types: [type], limit: 10 })).items.map(({ data }) => data);
  await expect
    .poll(() => told('schedule.missed'), { timeout: 8000 })
    .toEqual([{ id, name: 'quiet', expectedWithinMs: 100 }]);
  const { executionId } = await engine.schedules.trigger(id);
  await expect
    .poll(() => told('schedule.slow'), { timeout: 8000 })
    .toMatchObject([{ id, name: 'quiet', executionId, maxDurationMs: 50 }]);
  await engine.executions.cancel(executionId);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(await told('schedule.missed')).toHaveLength(1);
  expect(await told('schedule.slow')).toHaveLength(1);
  const [row] = await database.query<{ missed: boolean }>(
    `select missed_at is not null as missed from task_schedules`,
  );
  expect(row?.missed).toBe(true);
});

test('mail, and a refusal by the server', async () => {
  const { started, reached } = await setup();
  const smtp = await startSmtp();
  onTestFinished(smtp.close);
  const engine = await started();
  const { id } = await engine.notifications.createChannel({
    name: 'mail',
    type: 'smtp',
    config: {
      host: '127.0.0.1',
      port: smtp.port,
      from: 'Tutti <tutti@example.com>',
      to: ['a@example.com', 'b@example.com'],
    },
  });
  const [executionId = ''] = (await engine.notifications.testChannel(id)).executionIds;
  await reached(engine, executionId, 'completed');
  expect(smtp.mails).toMatchObject([{ from: 'tutti@example.com', to: ['a@example.com', 'b@example.com'] }]);
  expect(smtp.mails[0]?.data).toContain('Subject: [Tutti] Test from Tutti');
  smtp.mailAnswer = '550 not you';
  const [second = ''] = (await engine.notifications.testChannel(id)).executionIds;
  const refused = await reached(engine, second, 'failed');
  expect(refused.error).toMatchObject({ code: 'SMTP_FAILED', permanent: true });
  expect((await engine.notifications.getChannel(id)).lastError).toContain('550 not you');
});

test('the guard of addresses holds for mail as well', async () => {
  const { started, reached } = await setup();
  const engine = await started({ httpAllow: [] });
  const { id } = await engine.notifications.createChannel({
    name: 'mail',
    type: 'smtp',
    config: { host: '127.0.0.1', port: 25, from: 'a@example.com', to: ['b@example.com'] },
  });
  const [executionId = ''] = (await engine.notifications.testChannel(id)).executionIds;
  expect((await reached(engine, executionId, 'failed')).error?.code).toBe('ADDRESS_REFUSED');
});

test('a command gets the message on stdin and in its environment, never in its line', async () => {
  const { started, reached } = await setup();
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const engine = await started();
  const file = path.join(folder.path, 'out');
  await engine.notifications.createChannel({
    name: 'cmd',
    type: 'command',
    config: { command: `cat > ${file}; printf '%s' "$TUTTI_TITLE" > ${file}.title` },
  });
  await engine.notifications.createRule({ name: 'r', events: ['a.b'], channels: ['cmd'], groupBy: 'none' });
  await engine.events.emit({ event: 'a.b', data: { name: '$(touch /tmp/never); `x`' } });
  const run = await until(async () => (await engine.executions.list({ limit: 5 })).items[0]);
  await reached(engine, run.executionId, 'completed');
  expect(await readFile(`${file}.title`, 'utf8')).toBe('a.b: $(touch /tmp/never); `x`');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ kind: 'alert', event: { type: 'a.b' } });
});

test('quiet hours hold a message until their end', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  const engine = await started();
  await engine.notifications.createChannel({ name: 'hook', type: 'slack', config: { url: receiver.url } });
  const hours = (offset: number): string =>
    new Date(Date.now() + offset * 3_600_000).toISOString().slice(11, 16);
  const quietHours = { from: hours(-1), until: hours(1), timezone: 'UTC' };
  await engine.notifications.createRule({
    name: 'r',
    events: ['a.b'],
    channels: ['hook'],
    groupBy: 'none',
    quietHours,
  });
  await engine.events.emit({ event: 'a.b' });
  await engine.events.emit({ event: 'a.b', data: { severity: 'critical' } });
  await until(() => receiver.received.length === 1);
  const { items } = await engine.executions.list({ limit: 5, status: ['pending'] });
  expect(items).toMatchObject([{ taskType: 'notification', phase: 'scheduled' }]);
  const until_ = Date.parse(items[0]?.runAt as string);
  expect(until_).toBeGreaterThan(Date.now() + 3_500_000);
  expect(until_).toBeLessThan(Date.now() + 3_700_000);
});

test('what was told, what waits and what was only counted can be read', async () => {
  const { started, reached } = await setup();
  const receiver = await receiving();
  const engine = await started();
  const { notifications, events } = engine;
  const hook = await notifications.createChannel({
    name: 'hook',
    type: 'slack',
    config: { url: receiver.url },
  });
  const hours = (offset: number): string =>
    new Date(Date.now() + offset * 3_600_000).toISOString().slice(11, 16);
  const quietHours = { from: hours(-1), until: hours(1), timezone: 'UTC' };
  const rule = await notifications.createRule({
    name: 'orders',
    events: ['order.lost'],
    channels: ['hook'],
    groupBy: 'data.shop',
    renotifyMs: 60_000,
  });
  await notifications.createRule({ name: 'late', events: ['order.late'], channels: ['hook'], quietHours });
  const newest = () => notifications.messages({ limit: 10 });
  await events.emit({ event: 'order.lost', data: { shop: 'a' } });
  await until(() => receiver.received.length === 1);
  await events.emit({ event: 'order.lost', data: { shop: 'a' } });
  await events.emit({ event: 'order.late' });
  await until(async () => (await newest())[0]?.status === 'held');
  const { executionIds } = await notifications.testChannel(hook.id);
  await reached(engine, executionIds[0] as string, 'completed');
  const [test, held, sent] = await newest();
  expect(test).toMatchObject({ kind: 'test', status: 'sent', channel: 'hook', reason: null });
  expect(held).toMatchObject({ status: 'held', source: 'rule late', endedAt: null });
  expect(Date.parse(held?.heldUntil as string)).toBeGreaterThan(Date.now() + 3_500_000);
  expect(sent).toMatchObject({ status: 'sent', kind: 'alert', source: 'rule orders', heldUntil: null });
  const counted = () => notifications.alerts({ limit: 10 });
  await expect.poll(async () => (await counted()).find(({ ruleId }) => ruleId === rule.id)?.events).toBe(2);
  const alert = (await counted()).find(({ ruleId }) => ruleId === rule.id);
  expect(alert).toMatchObject({ source: 'rule orders', channels: ['hook'], suppressed: 1 });
  expect(Date.parse(alert?.nextAt as string) - Date.parse(alert?.notifiedAt as string)).toBe(60_000);
  receiver.answers = 400;
  await reached(engine, (await notifications.testChannel(hook.id)).executionIds[0] as string, 'failed');
  expect((await newest())[0]).toMatchObject({ status: 'failed', reason: expect.stringContaining('400') });
});

test('a failing channel is tried again and tells of nothing itself', async () => {
  const { started, rows } = await setup();
  const receiver = await receiving();
  receiver.answers = 400;
  const engine: Engine = await started();
  const { id } = await engine.notifications.createChannel({
    name: 'hook',
    type: 'discord',
    config: { url: receiver.url },
  });
  await engine.notifications.createRule({ name: 'all', events: ['*'], channels: ['hook'], groupBy: 'none' });
  await engine.events.emit({ event: 'a.b' });
  await until(async () => (await engine.notifications.getChannel(id)).lastError?.includes('400'));
  await engine.events.emit({ event: 'a.c' });
  await until(() => receiver.received.length === 2);
  const types = await rows<{ type: string }>(
    `select task_config -> 'message' -> 'event' ->> 'type' as type from task_executions order by id`,
  );
  expect(types.map(({ type }) => type)).toEqual(['a.b', 'a.c']);
});

test('channels and rules: fields, names, secrets, edits', async () => {
  const { engine: node, row } = await setup();
  const { notifications } = await node();
  await expect(
    notifications.createChannel({ name: 'x', type: 'ntfy', config: { topik: 'a' } }),
  ).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: expect.arrayContaining([
      { field: 'config.topik', message: 'is not a known field', fix: 'did you mean topic?' },
    ]),
  });
  const made = await notifications.createChannel({
    name: 'x',
    type: 'ntfy',
    config: { topic: 'a', token: 'secret-token' },
  });
  expect(made.config).toEqual({ server: 'https://ntfy.sh', topic: 'a', token: '********' });
  await expect(
    notifications.createChannel({ name: 'x', type: 'slack', config: { url: 'https://x' } }),
  ).rejects.toMatchObject({
    code: 'CHANNEL_NAME_TAKEN',
  });
  await notifications.createRule({ name: 'r', events: ['*'], channels: ['x'] });
  await expect(
    notifications.createRule({ name: 'r2', events: ['*'], channels: ['y'] }),
  ).rejects.toMatchObject({
    errors: [{ field: 'channels' }],
  });
  const quietHours = { from: '22:00', until: '07:00', timezone: 'Mars/Olympus' };
  await expect(
    notifications.createRule({ name: 'r2', events: ['*'], channels: ['x'], quietHours }),
  ).rejects.toMatchObject({ code: 'TIMEZONE_INVALID' });
  await notifications.replaceChannel(
    made.id,
    { name: 'z', type: 'ntfy', config: { topic: 'b' } },
    { ifMatch: made.updatedAt },
  );
  expect(await row(`select config from notification_channels`)).toMatchObject({
    config: { topic: 'b', token: 'secret-token' },
  });
  expect((await notifications.listRules({ limit: 5 })).items).toMatchObject([{ name: 'r', channels: ['z'] }]);
  await expect(
    notifications.updateChannel(made.id, { enabled: false }, { ifMatch: made.updatedAt }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  const audited = await row<{ n: number }>(
    `select count(*)::int as n from audit_log where concat(before, after) like '%secret-token%'`,
  );
  expect(audited.n).toBe(0);
});

test('words of others in a message are not answered with secrets', async () => {
  const { started } = await setup();
  const receiver = await receiving();
  const engine = await started();
  await engine.notifications.createChannel({ name: 'hook', type: 'webhook', config: { url: receiver.url } });
  await engine.notifications.createRule({ name: 'r', events: ['a.b'], channels: ['hook'] });
  await engine.events.emit({ event: 'a.b', data: { name: '{{secret.KEY}} {{trigger.data.name}}' } });
  await until(() => receiver.received.length === 1);
  expect(titles(receiver.received)).toEqual(['a.b: {{secret.KEY}} {{trigger.data.name}}']);
});
