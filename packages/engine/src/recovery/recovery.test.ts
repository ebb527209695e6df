import { type RetryPolicy, TuttiError } from '@tutti/contract';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, TaskFailure, defineHandler } from '../index.ts';

const { setup } = engineTests();

const quick = (maxRetries: number): RetryPolicy => ({
  maxRetries,
  initialDelayMs: 1,
  maxDelayMs: 1,
  multiplier: 1,
  jitter: 0,
});

/** Fails until told otherwise. */
function moody(): { handler: ReturnType<typeof defineHandler>; heal(): void; runs(): number } {
  let [well, runs] = [false, 0];
  const handler = defineHandler('moody', () => {
    runs++;
    if (!well) throw new TaskFailure('MOODY', 'job 4711 in /tmp/work/17 is in no mood');
    return 'fine';
  });
  return { handler, heal: () => void (well = true), runs: () => runs };
}

async function countEvents(t: Bundle): Promise<Record<string, number>> {
  const rows = await t.rows<{ type: string; n: number }>(
    `select type, sum(coalesce(cardinality(ids), 1))::int as n from events group by type`,
  );
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
}

async function oneError(engine: Engine) {
  const { items } = await engine.errors.list({ limit: 10 });
  expect(items).toHaveLength(1);
  return items[0] as (typeof items)[number];
}

async function oneLetter(engine: Engine) {
  const { items } = await engine.deadLetters.list({ limit: 10 });
  expect(items).toHaveLength(1);
  return items[0] as (typeof items)[number];
}

describe('a failing execution', () => {
  test('has one record that follows it: scheduled, escalated with a dead letter, one event each', async () => {
    const t = await setup();
    const { handler } = moody();
    const engine = await t.started({ handlers: [handler] });
    const { executionId } = await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(2) });
    await t.reached(engine, executionId, 'failed');
    expect(await oneError(engine)).toMatchObject({
      executionId,
      errorType: 'execution_failure',
      severity: 'high',
      errorCode: 'MOODY',
      category: 'transient',
      fingerprint: 'MOODY: job <n> in <path> is in no mood',
      recoveryStatus: 'escalated',
      recoveryAttempts: 2,
      maxRetryAttempts: 2,
      nextRetryAt: null,
      resolvedAt: null,
    });
    expect(await oneLetter(engine)).toMatchObject({
      executionId,
      status: 'pending',
      attempts: 3,
      taskType: 'moody',
    });
    expect(await countEvents(t)).toMatchObject({
      'execution.retrying': 2,
      'execution.failed': 1,
      'error.recorded': 1,
      'error.escalated': 1,
      'error.critical': 1,
      'deadletter.added': 1,
    });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('waits with its record on retry_scheduled, as psql shows it', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [moody().handler] });
    const { id } = await engine.executions.enqueue({
      taskType: 'moody',
      retryPolicy: { maxRetries: 5, initialDelayMs: 60_000, maxDelayMs: 60_000, multiplier: 1, jitter: 0 },
    });
    const waiting = `select execution_id, severity, next_retry_at > now() as later from error_records where recovery_status = 'retry_scheduled'`;
    await until(async () => (await t.rows(waiting)).length === 1);
    expect(await t.rows(waiting)).toEqual([{ execution_id: id, severity: 'high', later: true }]);
    expect(await engine.executions.get(String(id))).toMatchObject({
      status: 'pending',
      phase: 'retrying',
      attempt: 2,
    });
  });

  test('that another attempt puts right leaves a resolved record and no letter', async () => {
    const t = await setup();
    const m = moody();
    const engine = await t.started({ handlers: [m.handler] });
    const { executionId } = await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(50) });
    await until(() => m.runs() >= 2);
    m.heal();
    await t.reached(engine, executionId, 'completed');
    expect(await oneError(engine)).toMatchObject({ recoveryStatus: 'resolved', resolvedBy: 'retry' });
    expect((await engine.deadLetters.list({ limit: 1 })).total).toBe(0);
    expect(await countEvents(t)).toMatchObject({ 'error.recorded': 1, 'error.resolved': 1 });
  });

  test('that is permanent is not tried again', async () => {
    const t = await setup();
    const handler = defineHandler('wrong', () => {
      throw new TaskFailure('BAD_INPUT', 'no', { permanent: true });
    });
    const engine = await t.started({ handlers: [handler] });
    const { executionId } = await engine.executions.enqueue({ taskType: 'wrong' });
    expect(await t.reached(engine, executionId, 'failed')).toMatchObject({ attempt: 1 });
    expect(await oneError(engine)).toMatchObject({ category: 'permanent', recoveryStatus: 'escalated' });
  });

  test('keeps the stack of what a handler threw', async () => {
    const t = await setup();
    const handler = defineHandler('thrower', () => {
      throw new RangeError('too far');
    });
    const engine = await t.started({ handlers: [handler] });
    const { executionId } = await engine.executions.enqueue({ taskType: 'thrower', retryPolicy: 'none' });
    await t.reached(engine, executionId, 'failed');
    const { stackTrace } = await oneError(engine);
    expect(stackTrace).toContain('RangeError: too far');
    expect(stackTrace).toContain('recovery.test.ts');
  });
});

describe('rules', () => {
  test('the first that matches decides on severity and on retries; policies can be edited', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [moody().handler] });
    await engine.errorRules.create({
      name: 'moody is a bagatelle',
      position: 1,
      match: { errorCode: 'MOODY', messageIncludes: 'no mood' },
      severity: 'low',
      retry: false,
    });
    await expect(
      engine.errorRules.create({
        name: 'moody is a bagatelle',
        position: 2,
        match: { errorCode: 'X' },
        permanent: true,
        retry: true,
      }),
    ).rejects.toMatchObject({ code: 'ERROR_RULE_NAME_TAKEN' });
    await until(async () => {
      const { executionId } = await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(0) });
      await t.reached(engine, executionId, 'failed');
      const { items } = await engine.errors.list({ limit: 1 });
      return items[0]?.severity === 'low' && items[0].recoveryStatus === 'unresolved';
    });
    const letters = await engine.deadLetters.list({ limit: 10 });
    const { executionId } = await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(3) });
    expect(await t.reached(engine, executionId, 'failed')).toMatchObject({ attempt: 1 });
    // What a rule leaves alone is nothing for an operator.
    expect((await engine.deadLetters.list({ limit: 10 })).total).toBe(letters.total);

    const edited = await engine.errorRules.setPolicy('standard', {
      ...(quick(1) as object),
      maxRetries: 1,
    } as never);
    expect(edited).toMatchObject({ name: 'standard', maxRetries: 1, edited: true });
    expect(await engine.errorRules.resetPolicy('standard')).toMatchObject({ maxRetries: 5, edited: false });
  });
});

describe('operators', () => {
  async function waiting(t: Bundle) {
    const m = moody();
    const engine = await t.started({ handlers: [m.handler] });
    const { executionId, id } = await engine.executions.enqueue({
      taskType: 'moody',
      retryPolicy: {
        maxRetries: 5,
        initialDelayMs: 3_600_000,
        maxDelayMs: 3_600_000,
        multiplier: 1,
        jitter: 0,
      },
    });
    await until(async () => (await engine.errors.list({ limit: 1 })).total === 1);
    return { ...m, engine, executionId, id, error: await oneError(engine) };
  }

  test('retry runs the next attempt now, and its success resolves', async () => {
    const t = await setup();
    const { engine, error, executionId, heal } = await waiting(t);
    heal();
    await engine.errors.retry(error.id, { actor: 'ada', notes: 'try it' });
    expect(await t.reached(engine, executionId, 'completed')).toMatchObject({ attempt: 2 });
    expect(await engine.errors.get(error.id)).toMatchObject({ recoveryStatus: 'resolved' });
    expect(await engine.interventions.list(executionId)).toMatchObject([
      { action: 'retry', actor: 'ada', reason: 'try it' },
    ]);
    await expect(engine.errors.retry(error.id)).rejects.toMatchObject({ code: 'ERROR_STATE_CONFLICT' });
  });

  test.each(['resolve', 'ignore'] as const)(
    '%s calls the retry off: failed, no letter, and it stays so',
    async (act) => {
      const t = await setup();
      const { engine, error, executionId } = await waiting(t);
      const after = await engine.errors[act](error.id, { actor: 'ada', notes: 'known' });
      const status = act === 'resolve' ? 'resolved' : 'ignored';
      expect(after).toMatchObject({
        recoveryStatus: status,
        resolvedBy: 'ada',
        resolutionNotes: 'known',
        nextRetryAt: null,
      });
      expect(await engine.executions.get(executionId)).toMatchObject({ status: 'failed', attempt: 1 });
      expect(await engine.executions.attempts(executionId)).toMatchObject([
        { attempt: 1, outcome: 'failed' },
      ]);
      expect((await engine.deadLetters.list({ limit: 1 })).total).toBe(0);
      expect(await brokenRules(t.database)).toEqual([]);
      await expect(engine.errors.ignore(error.id)).rejects.toBeInstanceOf(TuttiError);
    },
  );

  test('escalate makes a letter of a waiting retry; resolving the record settles the letter', async () => {
    const t = await setup();
    const { engine, error, executionId } = await waiting(t);
    expect(await engine.errors.escalate(error.id)).toMatchObject({ recoveryStatus: 'escalated' });
    expect(await oneLetter(engine)).toMatchObject({ executionId, status: 'pending' });
    expect(await countEvents(t)).toMatchObject({
      'error.critical': 1,
      'deadletter.added': 1,
      'execution.failed': 1,
    });
    await engine.errors.resolve(error.id, { actor: 'ada' });
    expect(await oneLetter(engine)).toMatchObject({ status: 'resolved', resolvedBy: 'ada' });
  });

  test('cancelling the execution closes its record', async () => {
    const t = await setup();
    const { engine, error, executionId } = await waiting(t);
    await engine.executions.cancel(executionId);
    expect(await engine.errors.get(error.id)).toMatchObject({ recoveryStatus: 'ignored' });
  });

  test('stopping recovery holds retries, not first attempts; starting lets them go', async () => {
    const t = await setup();
    const m = moody();
    const engine = await t.started({ handlers: [m.handler, defineHandler('plain', () => 1)] });
    expect(await engine.errors.stop({ actor: 'ada' })).toMatchObject({ running: false });
    const { executionId } = await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(5) });
    await until(async () => (await engine.errors.state()).held === 1);
    expect(await engine.executions.get(executionId)).toMatchObject({
      phase: 'held',
      waitingFor: 'attempt 2 of 6; retries are stopped',
    });
    expect(await oneError(engine)).toMatchObject({ recoveryStatus: 'retry_scheduled' });
    const plain = await engine.executions.enqueue({ taskType: 'plain' });
    await t.reached(engine, plain.executionId, 'completed');
    expect(m.runs()).toBe(1);
    m.heal();
    await engine.errors.start();
    await t.reached(engine, executionId, 'completed');
    expect(await countEvents(t)).toMatchObject({ 'recovery.stopped': 1, 'recovery.started': 1 });
  });
});

describe('dead letters', () => {
  async function dead(t: Bundle, count = 1) {
    const m = moody();
    const engine = await t.started({ handlers: [m.handler] });
    for (let n = 0; n < count; n++)
      await engine.executions.enqueue({ taskType: 'moody', retryPolicy: quick(0), data: { n } });
    await until(async () => (await engine.deadLetters.stats()).byStatus.pending === count);
    return { ...m, engine, letters: (await engine.deadLetters.list({ limit: 500 })).items };
  }

  test('a resubmission that works closes the letter and the record; it is a new execution', async () => {
    const t = await setup();
    const { engine, letters, heal } = await dead(t);
    heal();
    const [letter] = letters;
    const { executionId } = await engine.deadLetters.resubmit(
      letter?.id as number,
      { priority: 9 },
      { actor: 'ada' },
    );
    expect(executionId).not.toBe(letter?.executionId);
    const done = await t.reached(engine, executionId, 'completed');
    expect(done).toMatchObject({ resubmittedFrom: letter?.id, priority: 9, attempt: 1 });
    expect(await oneLetter(engine)).toMatchObject({
      status: 'resolved',
      resubmitCount: 1,
      resubmittedAs: executionId,
    });
    expect(await oneError(engine)).toMatchObject({ recoveryStatus: 'resolved' });
    expect(await countEvents(t)).toMatchObject({
      'deadletter.resubmitted': 1,
      'deadletter.resolved': 1,
      'error.resolved': 1,
    });
  });

  test('one that fails again returns the same letter, never a second one; a success later closes all records', async () => {
    const t = await setup();
    const { engine, letters, heal } = await dead(t);
    const id = letters[0]?.id as number;
    await engine.queues.pause('default');
    await engine.deadLetters.resubmit(id);
    await expect(engine.deadLetters.resubmit(id)).rejects.toMatchObject({
      code: 'DEAD_LETTER_STATE_CONFLICT',
    });
    await engine.queues.resume('default');
    await until(async () => (await oneLetter(engine)).status === 'pending');
    expect((await engine.errors.list({ limit: 10 })).items).toHaveLength(2);
    heal();
    await engine.deadLetters.resubmit(id);
    await until(async () => (await oneLetter(engine)).status === 'resolved');
    expect((await engine.errors.list({ limit: 10 })).items.map((r) => r.recoveryStatus)).toEqual([
      'resolved',
      'resolved',
    ]);
  });

  test('cancelling a resubmission returns its letter', async () => {
    const t = await setup();
    const { engine, letters } = await dead(t);
    await engine.queues.pause('default');
    const { executionId } = await engine.deadLetters.resubmit(letters[0]?.id as number);
    await engine.executions.cancel(executionId);
    expect(await oneLetter(engine)).toMatchObject({ status: 'pending' });
  });

  test('the operator’s retry of the original that succeeds closes the letter, too', async () => {
    const t = await setup();
    const { engine, letters, heal } = await dead(t);
    heal();
    await engine.interventions.act(letters[0]?.executionId as string, { action: 'retry', actor: 'ada' });
    expect(await t.reached(engine, letters[0]?.executionId as string, 'completed')).toMatchObject({
      attempt: 2,
    });
    expect(await oneLetter(engine)).toMatchObject({ status: 'resolved' });
    expect(await oneError(engine)).toMatchObject({ recoveryStatus: 'resolved' });
  });

  test('a canary goes first: the rest follows when it succeeded, and stays when it failed', async () => {
    const t = await setup();
    const { engine, heal } = await dead(t, 5);
    const first = await engine.deadLetters.resubmitMany({ filter: {}, canary: true });
    expect(first).toMatchObject({ waiting: 4, refused: [] });
    expect(first.resubmitted).toHaveLength(1);
    expect(await engine.deadLetters.redrives()).toMatchObject([
      { redriveId: first.redriveId, total: 5, canary: { deadLetterId: first.resubmitted[0]?.id } },
    ]);
    const state = async () => (await engine.deadLetters.redrives())[0];
    await until(async () => (await state())?.state === 'canary_failed');
    expect(await state()).toMatchObject({ sent: 1, waiting: 0, endedAt: expect.any(String) });
    expect((await engine.deadLetters.stats()).byStatus).toMatchObject({ pending: 5, resolved: 0 });
    heal();
    await engine.deadLetters.resubmitMany({
      filter: { taskType: 'moody' },
      canary: true,
      ratePerMinute: 60_000,
    });
    await until(async () => (await engine.deadLetters.stats()).byStatus.resolved === 5);
    await until(async () => (await state())?.state === 'completed');
    expect(await state()).toMatchObject({ sent: 5, total: 5, ratePerMinute: 60_000 });
  });

  test('what is old moves to a file and comes back under its id', async () => {
    const t = await setup();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tutti-archive-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const m = moody();
    const engine = await t.started({ handlers: [m.handler], archiveFolder: folder });
    await engine.executions.enqueueMany(
      [1, 2, 3].map((n) => ({ taskType: 'moody', retryPolicy: quick(0), data: n })),
    );
    await until(async () => (await engine.deadLetters.stats()).byStatus.pending === 3);
    const [newest, , oldest] = (await engine.deadLetters.list({ limit: 3 })).items;
    await t.rows(`update dead_letters set failed_at = now() - interval '31 days' where id <> $1`, [
      newest?.id,
    ]);
    expect(await engine.letterArchive.archiveOld()).toBe(2);
    expect(await engine.letterArchive.archiveOld()).toBe(0);
    const before = await engine.deadLetters.list({ limit: 9 });
    expect(before.items.map(({ id }) => id)).toEqual([newest?.id]);
    const [archive] = await engine.letterArchive.list();
    expect(archive?.file).toMatch(/^dead-letters-.*\.jsonl\.gz$/);
    expect(await engine.letterArchive.restore(archive?.file as string, undefined)).toEqual({
      restored: 2,
      skipped: 0,
    });
    expect(await engine.letterArchive.restore(archive?.file as string, undefined)).toEqual({
      restored: 0,
      skipped: 2,
    });
    const back = await engine.deadLetters.get(oldest?.id as number);
    expect(back).toMatchObject({
      id: oldest?.id,
      executionId: oldest?.executionId,
      status: 'pending',
      taskConfig: {},
    });
    await expect(engine.letterArchive.restore('dead-letters-none.jsonl.gz', undefined)).rejects.toMatchObject(
      {
        code: 'DEAD_LETTER_NOT_FOUND',
      },
    );
    m.heal();
    await engine.deadLetters.resubmit(back.id);
    await until(async () => (await engine.deadLetters.get(back.id)).status === 'resolved');
  });
});
