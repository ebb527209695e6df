import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Execution, Schedule } from '@tutti/contract';
import { temporaryFolder, until, type TemporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REGISTRY } from '../src/program/registry.ts';
import { startTutti, type RunningTutti } from './running-tutti.ts';
import { runCli, type Ran, type RunOptions } from './scripted-io.ts';

let tutti: RunningTutti;
let folder: TemporaryFolder;

beforeAll(async () => {
  [tutti, folder] = await Promise.all([startTutti(['--no-examples']), temporaryFolder()]);
}, 60_000);
afterAll(async () => {
  await tutti.stop();
  await folder.remove();
}, 60_000);

/** Every command gets --json, and must print one object and nothing else. */
async function cli(command: string, words: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
  const ran = await runCli([...command.split(' '), ...words, '--json'], {
    cwd: folder.path,
    ...options,
    environment: { ...tutti.environment, ...options.environment },
  });
  const { success, ...rest } = ran.json;
  expect(ran.stdout.trimEnd()).not.toContain('\n');
  expect(Object.keys(rest)).toEqual([success ? 'data' : 'error']);
  if (!success) expect(Object.keys(ran.json.error)).toEqual(['code', 'message', 'details', 'suggestion']);
  return ran;
}
async function data<T>(path: string, words: readonly string[] = [], options: RunOptions = {}): Promise<T> {
  const { json, exitCode } = await cli(path, words, options);
  expect(json.error).toBeUndefined();
  expect(exitCode).toBe(0);
  return json.data;
}
const failure = async (path: string, words: readonly string[] = [], options: RunOptions = {}) => {
  const { json, exitCode } = await cli(path, words, options);
  return { exitCode, ...json.error };
};
let named = 0;
const freshName = (): string => `job-${(named += 1)}`;
const create = (words: readonly string[] = [], name = freshName()): Promise<Schedule> =>
  data<Schedule>('schedule create', [
    name,
    ...(words.length > 0 ? words : ['--every', '1h', '--shell', 'echo hi']),
  ]);
const write = (name: string, text: string): string => {
  writeFileSync(path.join(folder.path, name), text);
  return name;
};

describe('schedules', () => {
  test('create takes every option', async () => {
    const words = [
      '--cron',
      '0 2 * * *',
      '--timezone',
      'Europe/Berlin',
      '--dst',
      'wall',
      '--shell',
      'date',
      '--config',
      '{"cwd":"/tmp"}',
    ];
    const policy = [
      '--queue',
      'q1',
      '--priority',
      '8',
      '--tag',
      'a',
      '--tag',
      'b',
      '--overlap',
      'queue',
      '--catch-up',
      'all',
      '--catch-up-limit',
      '3',
    ];
    const rest = [
      '--jitter',
      '5s',
      '--starts-at',
      '2030-01-01',
      '--ends-at',
      '2031-01-01',
      '--max-runs',
      '7',
      '--timeout',
      '2m',
      '--retry',
      '3',
      '--description',
      'd',
      '--disabled',
    ];
    expect(await create([...words, ...policy, ...rest])).toMatchObject({
      scheduleType: 'cron',
      scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin', dst: 'wall' },
      taskType: 'shell_command',
      taskConfig: { command: 'date', cwd: '/tmp' },
      queue: 'q1',
      priority: 8,
      tags: ['a', 'b'],
      overlapPolicy: 'queue',
      catchUpPolicy: 'all',
      catchUpLimit: 3,
      jitterMs: 5000,
      startsAt: '2029-12-31T23:00:00.000Z',
      endsAt: '2030-12-31T23:00:00.000Z',
      maxRuns: 7,
      timeoutMs: 120_000,
      retryPolicy: { maxRetries: 3 },
      description: 'd',
      enabled: false,
    });
  });

  test('create takes every kind of timing and task', async () => {
    const http = [
      '--http',
      'http://127.0.0.1:1/x',
      '--method',
      'post',
      '--header',
      'X-A: b:c',
      '--body',
      '{"n":1}',
    ];
    expect(await create(['--every', '1h30m', ...http])).toMatchObject({
      scheduleConfig: { intervalMs: 5_400_000 },
      taskConfig: { url: 'http://127.0.0.1:1/x', method: 'POST', headers: { 'X-A': 'b:c' }, body: { n: 1 } },
    });
    expect(await create(['--at', 'in 1h', '--shell', 'x'])).toMatchObject({ scheduleType: 'one_time' });
    const event = ['--on', 'order.*', '--filter', '{"data.n":{"gte":3}}', '--debounce', '1s'];
    expect(await create([...event, '--type', 'shell_command', '--config', '{"command":"x"}'])).toMatchObject({
      scheduleConfig: { event: 'order.*', filter: { 'data.n': { gte: 3 } }, debounceMs: 1000 },
    });
  });

  test('list filters and pages', async () => {
    const tag = freshName();
    await create(['--every', '1h', '--shell', 'x', '--tag', tag]);
    const off = await create(['--every', '1h', '--shell', 'x', '--tag', tag, '--disabled']);
    const page = await data<{ items: Schedule[]; total: number }>('schedule list', [
      '--tag',
      tag,
      '--sort',
      'name',
      '--desc',
      '--limit',
      '1',
    ]);
    expect([page.items.length, page.total]).toEqual([1, 2]);
    expect(await data('schedule list', ['--tag', tag, '--disabled'])).toMatchObject({
      items: [{ id: off.id, enabled: false }],
    });
    expect(
      await data('schedule list', ['--tag', tag, '--enabled', '--type', 'interval', '--text', 'job']),
    ).toMatchObject({ total: 1 });
  });

  test('show, edit, enable, disable and delete take id or name', async () => {
    const { id, name } = await create([
      '--cron',
      '0 2 * * *',
      '--timezone',
      'Europe/Berlin',
      '--shell',
      'x',
      '--timeout',
      '5s',
    ]);
    expect(await data('schedule show', [String(id)])).toMatchObject({ name });
    const edited = await data('schedule edit', [
      name,
      '--cron',
      '0 3 * * *',
      '--priority',
      '9',
      '--clear',
      'timeout',
      '--config',
      '{"cwd":"/"}',
    ]);
    expect(edited).toMatchObject({
      scheduleConfig: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
      priority: 9,
      timeoutMs: null,
      taskConfig: { command: 'x', cwd: '/' },
    });
    expect(await data('schedule edit', [name, '--timezone', 'UTC'])).toMatchObject({
      scheduleConfig: { cron: '0 3 * * *', timezone: 'UTC' },
    });
    expect(await data('schedule disable', [name])).toMatchObject({ enabled: false });
    expect(await data('schedule enable', [String(id)])).toMatchObject({ enabled: true });
    expect(await data('schedule delete', [name])).toEqual({ id, name });
    expect(await failure('schedule show', [name])).toMatchObject({ exitCode: 3, code: 'SCHEDULE_NOT_FOUND' });
  });

  test('a name of digits is found where there is no such id', async () => {
    const { id } = await create(undefined, '99999999');
    expect(await data('schedule show', ['99999999'])).toMatchObject({ id });
  });

  test('trigger runs it, with data, and waits', async () => {
    const { id, name } = await create(['--every', '1h', '--shell', 'echo "$TUTTI_TRIGGER"']);
    expect(await data('schedule trigger', [name])).toMatchObject({ executionId: expect.any(String) });
    const execution = await data<Execution>('schedule trigger', [
      String(id),
      '--data',
      '{"a":1}',
      '--reason',
      'why',
      '--priority',
      '9',
      '--wait',
    ]);
    expect(execution).toMatchObject({
      status: 'completed',
      priority: 9,
      trigger: { data: { a: 1 }, reason: 'why' },
      result: { exitCode: 0 },
    });
    const replaced = await cli('schedule trigger', [name, '--config', '{"command":"exit 4"}', '--wait']);
    expect(replaced.exitCode).toBe(1);
  }, 30_000);

  test('preview of a saved one and of any timing', async () => {
    const { name } = await create(['--every', '1h', '--shell', 'x']);
    expect(await data('schedule preview', [name, '--count', '2'])).toMatchObject({ items: [{}, {}] });
    const preview = await data('schedule preview', [
      '--cron',
      '0 9 * * *',
      '--timezone',
      'Europe/Berlin',
      '--from',
      '2026-03-28',
      '--count',
      '1',
    ]);
    expect(preview).toMatchObject({ items: [{ at: '2026-03-28T08:00:00.000Z' }], timezone: 'Europe/Berlin' });
    expect(await failure('schedule preview', [name, '--cron', '* * * * *'])).toMatchObject({ exitCode: 2 });
  });

  test('slots and backfill', async () => {
    const { name } = await create(['--cron', '0 * * * *', '--shell', 'true', '--overlap', 'allow']);
    const filled = await data<{ enqueued: number }>('schedule backfill', [
      name,
      '--from',
      '3h ago',
      '--until',
      '1s ago',
      '--priority',
      '2',
    ]);
    expect(filled.enqueued).toBeGreaterThanOrEqual(2);
    const slots = await data<{ total: number }>('schedule slots', [
      name,
      '--from',
      '1d ago',
      '--limit',
      '10',
    ]);
    expect(slots.total).toBeGreaterThanOrEqual(filled.enqueued);
    expect(await failure('schedule backfill', [name])).toMatchObject({
      exitCode: 2,
      message: '--from is missing',
    });
  });

  test('someone else was quicker', async () => {
    const { id, name } = await create();
    const [first, second] = await Promise.all([
      cli('schedule edit', [name, '--priority', '6']),
      cli('schedule edit', [name, '--priority', '7']),
    ]);
    const codes = [first.exitCode, second.exitCode].sort();
    expect([
      [0, 0],
      [0, 4],
    ]).toContainEqual(codes);
    const stale = await fetch(`${tutti.url}/api/v2/scheduler/schedules/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': '"2020-01-01T00:00:00.000Z"' },
      body: '{}',
    });
    expect(stale.status).toBe(412);
  });
});

describe('files', () => {
  const names = (result: { items: { name: string; action: string }[] }): string[] =>
    result.items
      .filter(({ action }) => action !== 'unchanged')
      .map(({ name, action }) => `${action} ${name}`)
      .sort();

  test('apply creates, updates, leaves and prunes; a dry run changes nothing', async () => {
    const [a, b] = [freshName(), freshName()];
    const file = write(
      'apply.yaml',
      `schedules:\n  - {name: ${a}, cron: "0 2 * * *", shell: x}\n  - {name: ${b}, every: 5m, shell: y}\n`,
    );
    expect(names(await data('apply', ['-f', file, '--dry-run']))).toEqual([`create ${a}`, `create ${b}`]);
    expect(await failure('schedule show', [a])).toMatchObject({ exitCode: 3 });
    expect(names(await data('apply', ['-f', file]))).toEqual([`create ${a}`, `create ${b}`]);
    expect(names(await data('apply', ['-f', file]))).toEqual([]);
    write('apply.yaml', `schedules:\n  - {name: ${a}, cron: "0 3 * * *", shell: x}\n`);
    expect(names(await data('apply', ['-f', file]))).toEqual([`update ${a}`]);
    const pruned = names(await data('apply', ['-f', file, '--prune', '--dry-run']));
    expect(pruned).toContain(`delete ${b}`);
  });

  test('what the server finds wrong is told by file and line', async () => {
    const file = write(
      'wrong.yaml',
      `schedules:\n  - name: ${freshName()}\n    shell: x\n    cron: "0 25 * * *"\n`,
    );
    const error = await failure('apply', ['-f', file]);
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^wrong\.yaml:4 {2}schedules\.0\.cron: hour is 25/),
    });
  });

  test('export writes what import reads', async () => {
    const { name } = await create(['--on', 'a.b', '--shell', 'x', '--tag', 'exported']);
    const file = await data<object>('schedule export', [name]);
    expect(
      await data('schedule import', [write('export.json', JSON.stringify(file)), '--dry-run']),
    ).toMatchObject({ items: [{ action: 'unchanged' }] });
    expect(
      (await runCli(['schedule', 'export', '--tag', 'exported'], { environment: tutti.environment })).stdout,
    ).toContain('on: a.b');
  });

  test('a crontab is imported, again without a change, and what cannot be is named', async () => {
    const job = freshName();
    const text = `CRON_TZ=Europe/Berlin\n# Does it\n5 4 * * 7 /opt/${job}.sh 50\\% %input\n@reboot /opt/start\n`;
    const first = await cli('import crontab', ['-', '--queue', 'cron'], { stdin: text });
    expect(first.exitCode).toBe(1);
    expect(first.json.data).toMatchObject({
      items: [{ name: job, action: 'create' }],
      refused: [{ line: 4, text: '@reboot /opt/start' }],
    });
    expect(await data('schedule show', [job])).toMatchObject({
      description: 'Does it',
      queue: 'cron',
      taskConfig: { command: `/opt/${job}.sh 50%`, stdin: 'input\n' },
      scheduleConfig: { timezone: 'Europe/Berlin' },
    });
    expect(
      await data('import crontab', [
        write('crontab.txt', text.replace('@reboot /opt/start\n', '')),
        '--queue',
        'cron',
      ]),
    ).toMatchObject({ items: [{ action: 'unchanged' }] });
    const bad = await failure('import crontab', ['-'], { stdin: '\n0 25 * * * x\n' });
    expect(bad).toMatchObject({ exitCode: 2, details: { errors: [{ line: 2 }] } });
  });
});

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
  const text = readFileSync(import.meta.filename, 'utf8');
  const missing = REGISTRY.map(({ path: words }) => words).filter(
    (words) => words !== 'start' && !text.includes(`'${words}'`),
  );
  expect(missing).toEqual([]);
});
