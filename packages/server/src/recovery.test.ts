import { readdir } from 'node:fs/promises';
import { temporaryFolder, until, type TemporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

const API = '/api/v2';
let server: TestApp;
let archive: TemporaryFolder;
beforeAll(async () => {
  archive = await temporaryFolder();
  server = await startTestApp({ running: true, engine: { archiveFolder: archive.path } });
});
afterAll(async () => {
  await server.close();
  await archive.remove();
});

const get = (path: string) => server.call('GET', API + path);
const post = (path: string, body?: unknown) => server.call('POST', API + path, body);
type Body = Awaited<ReturnType<typeof get>>['body'];
/** Waits for what a GET answers. */
const seen = <T>(path: string, look: (body: Body) => T | undefined | false) =>
  until(async () => look((await get(path)).body), { timeoutMs: 20_000, intervalMs: 30, what: path });

const enqueue = async (fields: object) => {
  const task = { taskType: 'shell_command', taskConfig: { command: 'exit 3' }, retryPolicy: 'none' };
  const { status, body } = await post('/execution/executions', { ...task, ...fields });
  expect(status).toBe(201);
  return body as { id: number; executionId: string };
};
const errorOf = (executionId: string) =>
  seen('/errors/errors?limit=500', ({ items }) =>
    items.find((record: { executionId: string }) => record.executionId === executionId),
  );
const letterOf = async (fields: object = {}) => {
  const execution = await enqueue(fields);
  const letter = await seen('/queue/dlq?limit=500', ({ items }) =>
    items.find((one: { executionId: string }) => one.executionId === execution.executionId),
  );
  return { ...execution, letter: letter.id as number };
};
const LATER = { maxRetries: 3, initialDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
const waitingError = async () => {
  const execution = await enqueue({ retryPolicy: LATER });
  return {
    ...execution,
    error: (await errorOf(execution.executionId)) as { id: number; recoveryStatus: string },
  };
};

describe('errors', () => {
  test('are narrowed by queue, type and time, counted, and grouped with what stands beside them', async () => {
    const rule = { name: 'disk', match: { messageIncludes: 'code 9' }, severity: 'low' };
    const made = await post('/errors/rules', rule);
    const ofCode9 = (queue: string) =>
      enqueue({ queue, breaker: 'payments', taskConfig: { command: 'exit 9' } });
    // Workers take a new rule on within a moment.
    await until(async () => (await errorOf((await ofCode9('probe')).executionId)).rule === 'disk', {
      timeoutMs: 20_000,
    });
    const { executionId } = await ofCode9('narrow');
    const record = await errorOf(executionId);
    expect(record).toMatchObject({ queue: 'narrow', breaker: 'payments', taskType: 'shell_command' });
    expect(record).toMatchObject({ rule: 'disk', severity: 'low' });
    const ids = async (query: string) =>
      ((await get(`/errors/errors?${query}`)).body.items as { id: number }[]).map(({ id }) => id);
    expect(await ids('queue=narrow')).toEqual([record.id]);
    expect(await ids('queue=narrow&taskType=http_request')).toEqual([]);
    expect(await ids(`queue=narrow&until=${encodeURIComponent(record.createdAt)}`)).toEqual([]);
    expect(await ids('queue=narrow&text=exit_code')).toEqual([record.id]);
    const counts = await get('/errors/counts?queue=narrow');
    expect(counts.body).toMatchObject({
      byStatus: { escalated: 1, resolved: 0 },
      openBySeverity: { low: 1 },
    });
    const groups = await get('/errors/groups?queue=narrow&order=severity');
    expect(groups.body.items).toMatchObject([
      { count: 1, breaker: 'payments', frame: null, queue: 'narrow' },
    ]);
    expect(groups.body.items[0].trend.at(-1) + groups.body.items[0].trend.at(-2)).toBe(1);
    expect((await get('/execution/executions?deferredBy=payments')).body.items).toEqual([]);
    expect((await server.call('DELETE', `${API}/errors/rules/${made.body.id}`)).status).toBe(204);
  });

  test('many are acted on at once, and what is refused is told', async () => {
    const [a, b] = [await enqueue({ queue: 'bulk' }), await enqueue({ queue: 'bulk' })];
    const first = await errorOf(a.executionId);
    const second = await errorOf(b.executionId);
    await post(`/errors/errors/${first.id}/resolve`);
    const { body } = await post('/errors/bulk', {
      action: 'resolve',
      filter: { queue: 'bulk' },
      notes: 'the disk was full',
    });
    expect(body).toMatchObject({ matched: 2, done: 1, truncated: false });
    expect(body.refused).toEqual([{ id: first.id, message: expect.stringContaining('is resolved') }]);
    expect((await get(`/errors/errors/${second.id}`)).body).toMatchObject({
      recoveryStatus: 'resolved',
      resolutionNotes: 'the disk was full',
    });
    expect((await post('/errors/bulk', { action: 'resolve', filter: {} })).status).toBe(400);
  });

  test('are listed, filtered and grouped; an unknown one is not found', async () => {
    const { executionId } = await enqueue({});
    const record = await errorOf(executionId);
    expect(record).toMatchObject({ errorCode: 'EXIT_CODE', maxRetryAttempts: 0, category: 'transient' });
    const { body } = await get(
      `/errors/errors?fingerprint=${encodeURIComponent(record.fingerprint)}&limit=1`,
    );
    expect(body).toMatchObject({ items: [{ fingerprint: record.fingerprint }], limit: 1 });
    const groups = (await get('/errors/groups')).body.items as { fingerprint: string; count: number }[];
    expect(groups.find((group) => group.fingerprint === record.fingerprint)?.count).toBeGreaterThan(0);
    expect((await get('/errors/errors/999999')).body).toMatchObject({ status: 404, code: 'ERROR_NOT_FOUND' });
    expect((await get('/errors/errors/first')).body).toMatchObject({
      status: 400,
      errors: [{ field: 'id', message: expect.stringContaining('error record') }],
    });
    expect((await get('/errors/errors?severity=bad')).body.errors[0].field).toMatch(/^severity/);
    expect((await post('/errors/errors/999999/resolve')).status).toBe(404);
  });

  test('resolve, ignore and escalate, and what they refuse', async () => {
    const [first, second] = [await waitingError(), await waitingError()];
    const escalated = await post(`/errors/errors/${first.error.id}/escalate`, { notes: 'look at it' });
    expect(escalated.body).toMatchObject({ recoveryStatus: 'escalated', resolutionNotes: 'look at it' });
    expect((await get(`/queue/dlq/${escalated.body.deadLetterId}`)).body).toMatchObject({
      status: 'pending',
    });
    expect((await get(`/execution/executions/${first.id}`)).body.status).toBe('failed');
    expect((await post(`/errors/errors/${first.error.id}/escalate`)).body).toMatchObject({
      status: 409,
      code: 'ERROR_STATE_CONFLICT',
      allowed: ['unresolved', 'retry_scheduled'],
    });
    expect((await post(`/errors/errors/${second.error.id}/ignore`)).body.recoveryStatus).toBe('ignored');
    const resolved = await post(`/errors/errors/${first.error.id}/resolve`, { notes: 'mended' });
    expect(resolved.body).toMatchObject({ recoveryStatus: 'resolved', resolvedBy: 'local' });
    // Its dead letter is settled with it.
    expect((await get(`/queue/dlq/${escalated.body.deadLetterId}`)).body.status).toBe('resolved');
    expect(
      (await post(`/errors/errors/${second.error.id}/resolve`, { note: 'x' })).body.errors[0],
    ).toMatchObject({
      field: 'note',
      fix: expect.stringContaining('notes'),
    });
  });

  test('retry runs the next attempt now', async () => {
    const { id, error } = await waitingError();
    expect((await post(`/errors/errors/${error.id}/retry`, { notes: 'again' })).status).toBe(200);
    await seen(`/execution/executions/${id}/attempts`, ({ items }) => items.length >= 2);
    expect((await get(`/execution/executions/${id}/interventions`)).body.items).toMatchObject([
      { action: 'retry', actor: 'local', reason: 'again' },
    ]);
  });

  test('recovery stops and starts', async () => {
    expect((await post('/errors/stop')).body.running).toBe(false);
    expect((await get('/errors/status')).body).toMatchObject({ running: false });
    expect((await post('/errors/start')).body.running).toBe(true);
  });

  test('rules are made, replaced and deleted', async () => {
    const rule = { name: 'quota', match: { errorCode: 'EXIT_75' }, permanent: true };
    const made = await post('/errors/rules', rule);
    expect([made.status, made.body]).toMatchObject([201, { ...rule, position: 100, retry: true }]);
    expect((await post('/errors/rules', rule)).body).toMatchObject({
      status: 409,
      code: 'ERROR_RULE_NAME_TAKEN',
      errors: [{ field: 'name' }],
    });
    expect(
      (await post('/errors/rules', { name: 'x', match: {}, permanent: true })).body.errors[0].field,
    ).toBe('match');
    const path = `${API}/errors/rules/${made.body.id}`;
    const replaced = await server.call('PUT', path, { ...rule, severity: 'low' });
    expect(replaced.body).toMatchObject({ id: made.body.id, severity: 'low' });
    expect((await get('/errors/rules')).body.items).toHaveLength(1);
    expect((await server.call('DELETE', path)).status).toBe(204);
    expect((await server.call('DELETE', path)).body.code).toBe('ERROR_RULE_NOT_FOUND');
  });

  test('policies are edited and taken back', async () => {
    const path = `${API}/errors/policies/conservative`;
    const edited = await server.call('PUT', path, { maxRetries: 1, initialDelayMs: 10, maxDelayMs: 20 });
    expect(edited.body).toMatchObject({ name: 'conservative', maxRetries: 1, edited: true });
    const wrong = await server.call('PUT', path, { maxRetries: 1, initialDelayMs: 20, maxDelayMs: 10 });
    expect(wrong.body).toMatchObject({
      status: 400,
      errors: [{ field: 'initialDelayMs', fix: 'use 10 or less' }],
    });
    expect((await server.call('DELETE', path)).body).toMatchObject({ maxRetries: 3, edited: false });
    expect((await get('/errors/policies')).body.items).toHaveLength(4);
    expect((await server.call('DELETE', `${API}/errors/policies/fast`)).status).toBe(400);
  });
});

describe('dead letters', () => {
  test('are resubmitted with changes, which settles them', async () => {
    const { letter, executionId } = await letterOf();
    expect((await get(`/queue/dlq/${letter}`)).body).toMatchObject({
      executionId,
      taskConfig: { command: 'exit 3' },
      attemptHistory: [{ attempt: 1, outcome: 'failed' }],
    });
    const again = await post(`/queue/dlq/${letter}/resubmit`, {
      taskConfig: { command: 'true' },
      priority: 9,
    });
    expect([again.status, again.body]).toMatchObject([201, { priority: 9, resubmittedFrom: letter }]);
    await seen(`/queue/dlq/${letter}`, ({ status }) => status === 'resolved');
    expect((await post(`/queue/dlq/${letter}/resubmit`)).body).toMatchObject({
      status: 409,
      code: 'DEAD_LETTER_STATE_CONFLICT',
      allowed: ['pending'],
    });
    expect((await post('/queue/dlq/999999/resubmit')).body.code).toBe('DEAD_LETTER_NOT_FOUND');
    expect((await post(`/queue/dlq/${letter}/resubmit`, { priority: 11 })).body.errors[0].field).toBe(
      'priority',
    );
    expect((await get('/queue/dlq/stats')).body.byStatus.resolved).toBeGreaterThan(0);
  });

  test('a batch waits for its canary', async () => {
    const marker = { queue: 'canary' };
    // Fails the first time only.
    const command = `f=${archive.path}/ran; test -e $f || { touch $f; exit 3; }`;
    const ids = [];
    for (let index = 0; index < 3; index += 1) ids.push((await letterOf(marker)).letter);
    const bird = await letterOf({ ...marker, taskConfig: { command } });
    const batch = await post('/queue/dlq/batch-resubmit', { ids: [bird.letter, 999_999], canary: true });
    expect([batch.status, batch.body]).toMatchObject([
      202,
      { redriveId: null, resubmitted: [{ id: bird.letter }], waiting: 0, refused: [{ id: 999_999 }] },
    ]);
    await seen(`/queue/dlq/${bird.letter}`, ({ status }) => status === 'resolved');
    // The canary fails again: the rest stays as it is.
    const gentle = await post('/queue/dlq/batch-resubmit', { filter: marker, canary: true });
    expect(gentle.body).toMatchObject({ redriveId: expect.any(String), waiting: 2 });
    const [first] = gentle.body.resubmitted as { id: number }[];
    await seen(
      `/queue/dlq/${first?.id}`,
      ({ status, resubmitCount }) => status === 'pending' && resubmitCount === 1,
    );
    const rest = ids.filter((id) => id !== first?.id);
    for (const id of rest) expect((await get(`/queue/dlq/${id}`)).body).toMatchObject({ resubmitCount: 0 });
    expect((await post('/queue/dlq/batch-resubmit', {})).body.errors[0].field).toBe('ids');
  });

  test('a canary that succeeds lets the rest follow', async () => {
    const flag = `${archive.path}/mended`;
    const fields = { queue: 'mended', taskConfig: { command: `test -e ${flag}` } };
    const ids: number[] = [];
    for (let index = 0; index < 3; index += 1) ids.push((await letterOf(fields)).letter);
    const { id } = await enqueue({ taskConfig: { command: `touch ${flag}` } });
    await seen(`/execution/executions/${id}`, ({ status }) => status === 'completed');
    const batch = await post('/queue/dlq/batch-resubmit', { ids, canary: true, ratePerMinute: 6000 });
    expect(batch.body).toMatchObject({ resubmitted: [expect.anything()], waiting: 2 });
    for (const letter of ids) await seen(`/queue/dlq/${letter}`, ({ status }) => status === 'resolved');
  });

  test('archive and restore go there and back', async () => {
    const [one, two] = [(await letterOf()).letter, (await letterOf()).letter];
    const before = (await get(`/queue/dlq/${one}`)).body;
    const moved = await post('/queue/dlq/archive', { ids: [one, two] });
    expect(moved.body).toMatchObject({
      archived: 2,
      file: expect.stringMatching(/^dead-letters-.*\.jsonl\.gz$/),
    });
    expect(await readdir(archive.path)).toContain(moved.body.file);
    expect((await get(`/queue/dlq/${one}`)).status).toBe(404);
    expect((await get('/queue/dlq/archives')).body.items).toContainEqual(
      expect.objectContaining({ file: moved.body.file }),
    );
    const restore = (body: object) => post('/queue/dlq/restore', body);
    expect((await restore({ file: moved.body.file, ids: [one] })).body).toEqual({ restored: 1, skipped: 0 });
    expect((await restore({ file: moved.body.file })).body).toEqual({ restored: 1, skipped: 1 });
    expect((await get(`/queue/dlq/${one}`)).body).toEqual({ ...before, failedAt: expect.any(String) });
    for (const action of ['archived', 'restored'])
      expect((await get(`/audit?action=deadletter.${action}`)).body.items[0]).toMatchObject({
        actor: 'local',
        requestId: expect.any(String),
      });
    expect((await restore({ file: '../secret.key' })).body).toMatchObject({
      status: 400,
      errors: [{ field: 'file' }],
    });
    expect((await restore({ file: 'dead-letters-none.jsonl.gz' })).status).toBe(404);
    expect((await post(`/queue/dlq/${one}/resolve`, { notes: 'by hand' })).body).toMatchObject({
      status: 'resolved',
    });
    expect((await post(`/queue/dlq/${one}/resolve`)).status).toBe(409);
  });
});
