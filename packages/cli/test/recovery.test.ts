import type { ErrorRecord, Execution } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { runCli } from './scripted-io.ts';
import { subjects } from './subjects.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();
const { cli, data, failure } = tutti;
const { failed, retrying, pending } = subjects(data);

describe('errors', () => {
  test('are listed, shown and grouped', async () => {
    const { error } = await failed();
    expect(
      await data('error list', [
        '--fingerprint',
        error.fingerprint,
        '--severity',
        'low,medium,high,critical',
      ]),
    ).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id: error.id })]) });
    expect(await data('error show', [String(error.id)])).toMatchObject({
      id: error.id,
      errorCode: 'EXIT_CODE',
    });
    expect(await data('error groups', ['--limit', '5'])).toMatchObject({
      items: [expect.objectContaining({ fingerprint: error.fingerprint })],
    });
    expect(await data('error groups', ['--all'])).toHaveProperty('items');
    expect(await failure('error show', ['999999'])).toMatchObject({ exitCode: 3, code: 'ERROR_NOT_FOUND' });
    expect(await failure('error show', ['first'])).toMatchObject({ exitCode: 2 });
    expect(await failure('error list', ['--status', 'open'])).toMatchObject({ exitCode: 2 });
  });

  test('are escalated, ignored and resolved, each with notes', async () => {
    const [first, second] = [await retrying(), await retrying()];
    const notes = ['--notes', 'seen'];
    expect(await data('error escalate', [String(first.error.id), ...notes])).toMatchObject({
      recoveryStatus: 'escalated',
      deadLetterId: expect.any(Number),
    });
    expect(await data('error ignore', [String(second.error.id), ...notes])).toMatchObject({
      recoveryStatus: 'ignored',
      resolutionNotes: 'seen',
    });
    expect(await data('error resolve', [String(first.error.id), ...notes])).toMatchObject({
      recoveryStatus: 'resolved',
      resolvedBy: 'local',
    });
    expect(await failure('error resolve', [String(first.error.id)])).toMatchObject({
      exitCode: 4,
      code: 'ERROR_STATE_CONFLICT',
      suggestion: expect.stringContaining('allowed from'),
    });
  });

  test('a waiting retry runs now', async () => {
    const { id, error } = await retrying();
    await data('error retry', [String(error.id)]);
    await until(async () => (await data<Execution>('execution show', [String(id)])).attempt > 2, {
      timeoutMs: 20_000,
    });
    const show = await cli('execution report', [String(id)]);
    expect(show.json.data).toMatchObject({ interventions: [{ action: 'retry' }] });
  });

  test('recovery stops, says so and starts', async () => {
    const { id } = await retrying();
    expect(await data('recovery stop')).toMatchObject({ running: false });
    const held = await runCli(['execution', 'list', '--phase', 'held'], { environment: tutti.environment });
    expect(held.stdout).toContain('attempt 2 of 4; retries are stopped: exited with code 3');
    const shown = await runCli(['execution', 'show', String(id)], { environment: tutti.environment });
    expect(shown.stdout).toMatch(/waits for +attempt 2 of 4; retries are stopped/);
    expect(await data('recovery status')).toMatchObject({ running: false, open: {} });
    expect(await data('recovery start')).toMatchObject({ running: true });
  });

  test('rules say what failures mean', async () => {
    const words = [
      'exit-3',
      '--code',
      'EXIT_CODE',
      '--message',
      'no such',
      '--severity',
      'critical',
      '--transient',
    ];
    const rule = await data<{ id: number }>('error-rule create', [...words, '--no-retry', '--position', '7']);
    expect(rule).toMatchObject({
      match: { errorCode: 'EXIT_CODE', messageIncludes: 'no such' },
      permanent: false,
      severity: 'critical',
      retry: false,
      position: 7,
    });
    expect(await failure('error-rule create', words)).toMatchObject({ exitCode: 4 });
    expect(await failure('error-rule create', ['empty', '--permanent'])).toMatchObject({ exitCode: 2 });
    expect(await data('error-rule list')).toEqual([expect.objectContaining({ id: rule.id })]);
    expect(await data('error-rule delete', [String(rule.id)])).toEqual({ id: rule.id });
    expect(await failure('error-rule delete', [String(rule.id)])).toMatchObject({ exitCode: 3 });
  });

  test('retry policies are edited and taken back', async () => {
    const words = ['aggressive', '--retries', '4', '--delay', '2s', '--max-delay', '1m', '--jitter', '0.5'];
    expect(await data('retry-policy set', words)).toMatchObject({
      maxRetries: 4,
      initialDelayMs: 2000,
      maxDelayMs: 60_000,
      multiplier: 2,
      jitter: 0.5,
      edited: true,
    });
    expect(await data('retry-policy list')).toContainEqual(
      expect.objectContaining({ name: 'aggressive', edited: true }),
    );
    expect(await data('retry-policy reset', ['aggressive'])).toMatchObject({ maxRetries: 10, edited: false });
    expect(await failure('retry-policy set', ['fast', '--retries', '1'])).toMatchObject({ exitCode: 2 });
    expect(
      await failure('retry-policy set', ['standard', '--delay', '1h', '--max-delay', '1s']),
    ).toMatchObject({
      exitCode: 2,
      suggestion: expect.stringContaining('1000'),
    });
  });
});

describe('dead letters', () => {
  test('are listed, counted, run again with changes, and settled by that', async () => {
    const { letter } = await failed();
    expect(await data('dlq list', ['--status', 'pending', '--type', 'shell_command'])).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: letter })]),
    });
    expect(await data('dlq stats')).toMatchObject({ byStatus: { pending: expect.any(Number) } });
    const changes = ['--config', '{"command":"true"}', '--priority', '9'];
    expect(await data('dlq resubmit', [String(letter), ...changes])).toMatchObject({
      priority: 9,
      taskConfig: { command: 'true' },
      resubmittedFrom: letter,
    });
    await until(
      async () => (await data<{ status: string }>('dlq show', [String(letter)])).status === 'resolved',
      {
        timeoutMs: 20_000,
      },
    );
    expect(await failure('dlq resubmit', [String(letter)])).toMatchObject({ exitCode: 4 });
    expect(await failure('dlq show', ['999999'])).toMatchObject({
      exitCode: 3,
      code: 'DEAD_LETTER_NOT_FOUND',
    });
  });

  test('many run again by filter', async () => {
    const queue = ['--queue', 'batch'];
    await data('run', ['--shell', 'exit 3', '--retry', 'none', ...queue]);
    await until(async () => (await data<{ total: number }>('dlq list', queue)).total === 1, {
      timeoutMs: 20_000,
    });
    const dry = ['--rate', '60', '--canary', '--dry-run'];
    expect(await data('dlq resubmit-all', [...queue, ...dry])).toEqual({
      dryRun: true,
      action: 'resubmit',
      matched: 1,
      truncated: false,
      filter: { queue: 'batch' },
      effect: 'each runs again as a new execution, 60 a minute',
    });
    expect(await data('dlq archive', [...queue, '--dry-run'])).toMatchObject({
      matched: 1,
      filter: { queue: 'batch' },
    });
    expect(await data('dlq resubmit-all', [...queue, '--canary', '--failed-after', '1h ago'])).toMatchObject({
      resubmitted: [{ id: expect.any(Number) }],
      waiting: 0,
      refused: [],
    });
    expect(await data('dlq resubmit-all', [...queue, '--rate', '60'])).toMatchObject({ resubmitted: [] });
  });

  test('are resolved by hand; archived and restored', async () => {
    const [first, second] = [await failed(), await failed()];
    expect(await data('dlq archive', [String(first.letter), '--dry-run'])).toMatchObject({ matched: 1 });
    expect(await data('dlq resolve', [String(first.letter), '--notes', 'by hand'])).toMatchObject({
      status: 'resolved',
      notes: 'by hand',
    });
    expect(await data('error show', [String(first.error.id)])).toMatchObject({ recoveryStatus: 'resolved' });
    const { file, archived } = await data<{ file: string; archived: number }>('dlq archive', [
      String(second.letter),
    ]);
    expect(archived).toBe(1);
    expect(await failure('dlq show', [String(second.letter)])).toMatchObject({ exitCode: 3 });
    expect(await data('dlq archives')).toContainEqual(expect.objectContaining({ file }));
    expect(await data('dlq restore', [file, String(second.letter)])).toEqual({ restored: 1, skipped: 0 });
    expect(await data('dlq restore', [file])).toEqual({ restored: 0, skipped: 1 });
    expect(await failure('dlq archive')).toMatchObject({ exitCode: 2 });
    expect(await failure('dlq restore', ['dead-letters-none.jsonl.gz'])).toMatchObject({ exitCode: 3 });
    expect(await failure('dlq restore', ['../config.json'])).toMatchObject({ exitCode: 2 });
  });
});

describe('interventions', () => {
  test('pause, priority, resume, skip and retry stand in the history', async () => {
    const { id } = await pending();
    const key = String(id);
    expect(await data('execution pause', [key, '--reason', 'wait'])).toMatchObject({ status: 'paused' });
    expect(await failure('execution pause', [key])).toMatchObject({ exitCode: 4 });
    expect(await data('execution priority', [key, '10'])).toMatchObject({ priority: 10 });
    expect(await failure('execution priority', [key, '11'])).toMatchObject({ exitCode: 2 });
    expect(await data('execution resume', [key])).toMatchObject({ status: 'pending' });
    expect(await failure('execution skip', [key])).toMatchObject({ exitCode: 2 });
    expect(await data('execution skip', [key, '--reason', 'done'])).toMatchObject({ status: 'skipped' });
    const words = ['--config', '{"command":"echo again"}', '--queue', 'other', '--timeout', '9s'];
    expect(await data('execution retry', [key, ...words])).toMatchObject({
      taskConfig: { command: 'echo again' },
      queue: 'other',
      timeoutMs: 9000,
    });
    const interventions = await data<{ action: string }[]>('execution interventions', [key]);
    expect(interventions.map(({ action }) => action)).toEqual([
      'pause',
      'priority',
      'resume',
      'skip',
      'retry',
    ]);
    expect(await failure('execution skip', ['999999', '--reason', 'x'])).toMatchObject({ exitCode: 3 });
  });

  test('a report is one text', async () => {
    const { executionId } = await failed();
    expect(await data('execution report', [executionId, '--markdown'])).toMatchObject({
      markdown: expect.stringContaining('## Attempts'),
      errors: [expect.objectContaining({ errorCode: 'EXIT_CODE' } satisfies Partial<ErrorRecord>)],
    });
  });
});

describe('queues', () => {
  test('have limits and pauses', async () => {
    await data('run', ['--shell', 'true', '--queue', 'lane', '--delay', '1h']);
    const limits = ['--concurrency', '2', '--rate', '100/1m', '--depth', '5'];
    expect(await data('queue set', ['lane', ...limits])).toMatchObject({
      concurrencyLimit: 2,
      rate: { count: 100, periodMs: 60_000 },
      depthLimit: 5,
    });
    const none = ['--concurrency', 'none', '--rate', 'none', '--depth', 'none'];
    expect(await data('queue set', ['lane', ...none])).toMatchObject({
      concurrencyLimit: null,
      rate: null,
      depthLimit: 0,
    });
    expect(await data('queue pause', ['lane', '--reason', 'later'])).toMatchObject({
      paused: { reason: 'later' },
    });
    expect(await data('queue resume', ['lane'])).toMatchObject({ paused: null });
    expect(await data('queue list')).toContainEqual(expect.objectContaining({ name: 'lane', delayed: 1 }));
    expect(await failure('queue show', ['nowhere'])).toMatchObject({ exitCode: 3, code: 'QUEUE_NOT_FOUND' });
    expect(await failure('queue set', ['lane', '--rate', 'fast'])).toMatchObject({ exitCode: 2 });
    expect(await failure('queue set', ['lane'])).toMatchObject({ exitCode: 2 });
  });

  test('one at a time under a key', async () => {
    const key = ['--concurrency-key', 'customer:42', '--concurrency-limit', '1'];
    const first = await data<Execution>('run', ['--shell', 'sleep 30', ...key]);
    const second = await data<Execution>('run', ['--shell', 'true', ...key]);
    await until(
      async () => {
        const [state] = await data<{ slots: unknown[]; waiting: number }[]>('queue keys', [
          '--key',
          'customer:42',
        ]);
        return state?.slots.length === 1 && state.waiting === 1;
      },
      { timeoutMs: 20_000 },
    );
    await data('execution cancel', [String(first.id)]);
    await until(
      async () => (await data<Execution>('execution show', [String(second.id)])).status === 'completed',
      { timeoutMs: 20_000 },
    );
    expect(await failure('run', ['--shell', 'true', '--concurrency-limit', '1'])).toMatchObject({
      exitCode: 2,
    });
  });
});
