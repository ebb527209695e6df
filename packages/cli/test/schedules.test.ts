import type { Execution, Schedule } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { runCli } from './scripted-io.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();
const { cli, data, failure, freshName, create, write } = tutti;

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

  test('what it tells of, and when it is missed or slow, are set, shown and cleared', async () => {
    await data('notify channel create', ['night', '--type', 'ntfy', '--config', '{"topic":"x"}']);
    const watched = ['--expected-within', '1d', '--max-duration', '2m', '--on-failure', 'night'];
    const { name } = await create(['--every', '1h', '--shell', 'x', ...watched]);
    expect(await data('schedule edit', [name, '--on-success', 'night'])).toMatchObject({
      expectedWithinMs: 86_400_000,
      maxDurationMs: 120_000,
      onFailure: ['night'],
      onSuccess: ['night'],
    });
    const { stdout } = await runCli(['schedule', 'show', name], { environment: tutti.environment });
    expect(stdout).toMatch(
      /expected +a success every 1d\nslow after +2m\ntells +night of failures; night of successes/,
    );
    const all = ['expected-within', 'max-duration', 'on-failure', 'on-success'];
    expect(await data('schedule edit', [name, ...all.flatMap((field) => ['--clear', field])])).toMatchObject({
      expectedWithinMs: null,
      maxDurationMs: null,
      onFailure: [],
      onSuccess: [],
    });
  });

  test('a cost and a severity are set, shown and cleared', async () => {
    const { name } = await create([
      '--every',
      '1h',
      '--shell',
      'x',
      '--cost-cpu',
      '0.5',
      '--cost-memory',
      '2G',
    ]);
    expect(await data('schedule edit', [name, '--severity', 'low'])).toMatchObject({
      estimatedCost: { cpuCores: 0.5, memoryMb: 2048 },
      errorSeverity: 'low',
    });
    expect(await data('schedule edit', [name, '--clear', 'cost', '--clear', 'severity'])).toMatchObject({
      estimatedCost: null,
      errorSeverity: null,
    });
    expect(await failure('run', ['--shell', 'x', '--cost-memory', 'much'])).toMatchObject({ exitCode: 2 });
    const ran = await data<{ estimatedCost: object }>('run', ['--shell', 'true', '--cost-memory', '16']);
    expect(ran.estimatedCost).toEqual({ memoryMb: 16 });
  });

  test('a name of digits is found where there is no such id', async () => {
    const { id } = await create(undefined, '99999999');
    expect(await data('schedule show', ['99999999'])).toMatchObject({ id });
  });

  test('trigger runs it, with data, and waits', async () => {
    const { id, name } = await create([
      '--every',
      '1h',
      '--retry',
      'none',
      '--shell',
      'echo "$TUTTI_TRIGGER"',
    ]);
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
    const codes = [first.exitCode, second.exitCode].sort((a, b) => a - b);
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
