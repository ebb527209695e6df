import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Execution } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { REGISTRY } from '../src/program/registry.ts';
import { runCli } from './scripted-io.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();
const { cli, data, failure, freshName, create } = tutti;

describe('executions', () => {
  test('run waits, and tells the exit code of the command', async () => {
    expect(await data('run', ['--shell', 'echo hi', '--wait'])).toMatchObject({
      status: 'completed',
      result: { exitCode: 0 },
    });
    const failed = await cli('run', ['--shell', 'exit 3', '--retry', 'none', '--wait']);
    expect([failed.exitCode, failed.json]).toMatchObject([
      1,
      { success: true, data: { status: 'failed', result: { exitCode: 3 } } },
    ]);
  });

  test('run takes its options', async () => {
    const words = [
      '--queue',
      'q2',
      '--priority',
      '7',
      '--delay',
      '1h',
      '--data',
      '[1]',
      '--tag',
      't',
      '--timeout',
      '9s',
      '--retry',
      'aggressive',
    ];
    const execution = await data<Execution>('run', ['--http', `${tutti.url}/health`, ...words]);
    expect(execution).toMatchObject({
      queue: 'q2',
      priority: 7,
      phase: 'scheduled',
      tags: ['t'],
      timeoutMs: 9000,
      retryPolicy: 'aggressive',
      trigger: { data: [1] },
    });
    expect(await data('execution cancel', [String(execution.id), '--reason', 'enough'])).toMatchObject({
      status: 'cancelled',
    });
    expect(await failure('execution cancel', [String(execution.id)])).toMatchObject({
      exitCode: 4,
      code: 'EXECUTION_STATE_CONFLICT',
    });
  });

  test('list, show and logs', async () => {
    const { id, executionId } = await data<Execution>('run', [
      '--shell',
      'echo one; echo two >&2',
      '--tag',
      'listed',
      '--wait',
    ]);
    expect(
      await data('execution list', [
        '--tag',
        'listed',
        '--status',
        'completed,failed',
        '--from',
        '1h ago',
        '--asc',
        '--limit',
        '5',
      ]),
    ).toMatchObject({ items: [{ id }] });
    expect(await data('execution show', [executionId])).toMatchObject({
      id,
      attempts: [{ attempt: 1, outcome: 'completed' }],
    });
    const log = await until(async () => {
      const { items } = await data<{ items: { text: string }[] }>('execution logs', [String(id)]);
      return items.length > 0 && items.map(({ text }) => text).join('');
    });
    expect(log).toContain('one\n');
    expect(await data('execution logs', [String(id), '--follow'])).toHaveProperty('items');
    expect(await failure('execution show', ['4000000'])).toMatchObject({ exitCode: 3 });
    expect(await failure('execution list', ['--status', 'done'])).toMatchObject({ exitCode: 2 });
  });

  test('the last lines of a log, alone or followed to its end', async () => {
    const ran = await data<{ id: number }>('run', ['--shell', 'seq 1000', '--wait']);
    const print = async (...options: string[]) =>
      (await runCli(['execution', 'logs', String(ran.id), ...options], { environment: tutti.environment }))
        .stdout;
    expect(await print('--tail', '3')).toBe('998\n999\n1000\n');
    expect(await print('--tail', '2', '--follow')).toBe('999\n1000\n');
    expect((await print('--tail', '5000')).split('\n')).toHaveLength(1001);
    expect(await data('execution logs', [String(ran.id), '--tail', '1'])).toMatchObject({
      items: [{ text: '1000\n' }],
    });
    expect(await failure('execution logs', [String(ran.id), '--tail', '0'])).toMatchObject({ exitCode: 2 });
  });

  test('follow prints the log as it grows and the end', async () => {
    const ran = await runCli(
      ['run', '--shell', 'for i in 1 2 3; do echo line $i; sleep 0.1; done', '--follow'],
      { environment: tutti.environment },
    );
    expect(ran.stdout).toMatch(/^line 1\nline 2\nline 3\ncompleted after .*\n$/);
    expect(ran.exitCode).toBe(0);
  });

  test('an interrupted wait leaves the work alone', async () => {
    const controller = new AbortController();
    const waiting = runCli(['run', '--shell', 'sleep 30', '--wait', '--json'], {
      environment: tutti.environment,
      interruption: controller.signal,
    });
    setTimeout(() => controller.abort(), 300);
    const { exitCode, json } = await waiting;
    expect([exitCode, json.error.code]).toEqual([130, 'INTERRUPTED']);
    const { id } = json.error.details as { id: number };
    expect(await data('execution show', [String(id)])).toMatchObject({
      status: expect.stringMatching(/pending|running/),
    });
    await data('execution cancel', [String(id)]);
  });
});

describe('events and the scheduler', () => {
  test('emit wakes a schedule, tail hears it', async () => {
    await create(['--on', 'shop.opened', '--shell', 'true']);
    const controller = new AbortController();
    let heard = '';
    const tail = runCli([...'event tail'.split(' '), '--type', 'shop.*', '--json'], {
      environment: tutti.environment,
      interruption: controller.signal,
      onOutput: (text) => (heard += text),
    });
    const emitted = await until(
      async () => {
        const result = await data<object>('event emit', ['shop.opened', '--data', '{"n":1}']);
        return heard.includes('\n') && result;
      },
      { timeoutMs: 15_000, intervalMs: 200 },
    );
    controller.abort();
    expect((await tail).exitCode).toBe(0);
    expect(emitted).toMatchObject({ matchingSchedules: 1 });
    expect(JSON.parse(heard.split('\n')[0] ?? '')).toMatchObject({
      success: true,
      data: { type: 'shop.opened', data: { n: 1 } },
    });
  });

  test('the scheduler stops, says so and starts', async () => {
    expect(await data('scheduler stop')).toMatchObject({ running: false });
    expect(await data('scheduler status')).toMatchObject({ running: false });
    expect(await data('scheduler start')).toMatchObject({ running: true });
  });
});

describe('this machine', () => {
  test('status and doctor', async () => {
    expect(await data('status')).toMatchObject({
      url: tutti.url,
      health: { status: expect.any(String) },
      executions: {},
      lastHour: {},
    });
    expect(await data<unknown[]>('doctor')).toContainEqual(
      expect.objectContaining({ check: 'database', status: 'ok' }),
    );
  });

  test('migrate, process, db url and db psql beside a running one', async () => {
    expect(await data('migrate')).toEqual({ applied: [] });
    expect(await data<{ url: string }>('db url')).toMatchObject({ url: expect.stringMatching(/^postgres/) });
    const psql = await cli('db psql', ['--', '-Atc', 'select 6 * 7']);
    if (psql.json.success) expect(psql.json.data).toMatchObject({ exitCode: 0, stdout: '42\n' });
    else expect(psql.json.error.code).toBe('COMMAND_MISSING');
    const pass = await cli('process');
    expect(pass.json.data).toMatchObject({ completed: expect.any(Number), failed: expect.any(Number) });
  }, 60_000);

  test('config edits the file in the home', async () => {
    expect(await data('config', ['--set', 'maxConcurrent=8', '--set', 'TUTTI_ROLES=all'])).toMatchObject({
      settings: { maxConcurrent: 8, roles: 'all' },
    });
    expect(await data('config', ['--get', 'maxConcurrent'])).toMatchObject({
      value: 8,
      origin: expect.stringContaining('config.json'),
    });
    expect(await data('config', ['--unset', 'maxConcurrent', '--unset', 'roles'])).toMatchObject({
      settings: {},
    });
    expect(await data<unknown[]>('config', ['--list'])).toContainEqual({
      key: 'maxConcurrent',
      value: 4,
      origin: 'default',
    });
    expect(await failure('config', ['--set', 'maxConcurrent=0'])).toMatchObject({
      exitCode: 2,
      suggestion: 'maxConcurrent=1',
    });
  });

  test('completion', async () => {
    expect(await data('completion', ['bash'])).toMatchObject({
      script: expect.stringContaining('complete -o default -F _tutti tutti'),
    });
    expect(await failure('completion', ['tcsh'])).toMatchObject({ exitCode: 2 });
  });
});

describe('failures', () => {
  test('have their exit codes', async () => {
    const { name } = await create();
    expect(await failure('schedule create', [name, '--every', '1h', '--shell', 'x'])).toMatchObject({
      exitCode: 4,
      code: 'SCHEDULE_NAME_TAKEN',
    });
    expect(
      await failure('schedule create', [freshName(), '--cron', '0 25 * * *', '--shell', 'x']),
    ).toMatchObject({ exitCode: 2, code: 'SCHEDULE_CRON_INVALID' });
    const unreachable = { environment: { TUTTI_API_URL: 'http://127.0.0.1:1', TUTTI_RETRIES: '0' } };
    expect(await failure('status', [], unreachable)).toMatchObject({ exitCode: 6, code: 'UNREACHABLE' });
    const tail = await runCli(['event', 'tail'], { environment: unreachable.environment });
    expect([tail.exitCode, tail.stderr]).toMatchObject([6, expect.stringContaining('try    tutti start')]);
  });

  test('point at the fault and offer the mended command', async () => {
    const { stderr } = await runCli(['schedule', 'preview', '--cron', '0 25 * * *'], {
      environment: tutti.environment,
      isTerminal: true,
    });
    const lines = stderr.replaceAll(/\u001b\[\d+m/g, '').split('\n');
    expect(lines).toEqual([
      'error  hour is 25; allowed 0–23  [SCHEDULE_CRON_INVALID]',
      '       0 25 * * *',
      '         ^^',
      'try    tutti schedule preview --cron "0 23 * * *"',
      '',
    ]);
  });
});

test('every command is driven above', () => {
  // Tests run in any order, so this one looks at their text.
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts'));
  const text = files.map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8')).join('\n');
  const missing = REGISTRY.map(({ path: words }) => words).filter(
    (words) => words !== 'start' && !text.includes(`'${words}'`),
  );
  expect(missing).toEqual([]);
});
