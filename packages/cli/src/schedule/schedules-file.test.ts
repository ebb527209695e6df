import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Schedule } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CliError } from '../cli-error.ts';
import { toFile } from './export-schedules.ts';
import { readSchedules } from './read-schedules.ts';
import { schedulesFileSchema } from './schedules-file.ts';

const here = { zone: 'Europe/Berlin', now: new Date('2026-11-21T12:00:00Z') };

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'tutti-apply-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}
const read = async (text: string, name = 's.yaml') =>
  (await readSchedules(name, folder({ [name]: text }), here)).map(({ draft }) => draft);
const faultsOf = async (files: Record<string, string>): Promise<unknown[]> => {
  const error = await readSchedules('.', folder(files), here).then(
    () => undefined,
    (thrown: CliError) => thrown,
  );
  return (error?.details as { errors: unknown[] } | undefined)?.errors ?? [];
};

describe('short forms', () => {
  test.each([
    [
      '{cron: "0 2 * * *", timezone: Europe/Berlin}',
      { scheduleType: 'cron', scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin' } },
    ],
    ['{every: 1h30m}', { scheduleType: 'interval', scheduleConfig: { intervalMs: 5_400_000 } }],
    [
      '{at: 2026-12-01 09:00}',
      { scheduleType: 'one_time', scheduleConfig: { executeAt: '2026-12-01T08:00:00.000Z' } },
    ],
    [
      '{at: 2026-12-01 09:00, timezone: Asia/Tokyo}',
      { scheduleType: 'one_time', scheduleConfig: { executeAt: '2026-12-01T00:00:00.000Z' } },
    ],
    [
      '{on: order.paid, filter: {data.n: {gte: 3}}, debounce: 10s}',
      {
        scheduleType: 'event',
        scheduleConfig: { event: 'order.paid', filter: { 'data.n': { gte: 3 } }, debounceMs: 10_000 },
      },
    ],
    [
      '{scheduleType: interval, scheduleConfig: {intervalMs: 1000}}',
      { scheduleType: 'interval', scheduleConfig: { intervalMs: 1000 } },
    ],
  ])('%s', async (timing, expected) => {
    const entry = timing.slice(1, -1);
    expect(await read(`schedules:\n  - {name: a, shell: date, ${entry}}`)).toMatchObject([expected]);
  });

  test.each([
    ['shell: date', { taskType: 'shell_command', taskConfig: { command: 'date' } }],
    [
      'shell: date, taskConfig: {cwd: /tmp}',
      { taskType: 'shell_command', taskConfig: { command: 'date', cwd: '/tmp' } },
    ],
    ['http: "http://x.test/"', { taskType: 'http_request', taskConfig: { url: 'http://x.test/' } }],
    ['taskType: custom, taskConfig: {a: 1}', { taskType: 'custom', taskConfig: { a: 1 } }],
  ])('%s', async (task, expected) => {
    expect(await read(`schedules:\n  - {name: a, every: 5m, ${task}}`)).toMatchObject([expected]);
  });

  test('only what is written is sent, so that defaults stay with the server', async () => {
    expect(await read('schedules: [{name: a, every: 5m, shell: date, timeout: 10s, jitter: 1s}]')).toEqual([
      {
        name: 'a',
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 300_000 },
        taskType: 'shell_command',
        taskConfig: { command: 'date' },
        timeoutMs: 10_000,
        jitterMs: 1000,
      },
    ]);
  });

  test('JSON, anchors and several documents', async () => {
    expect(await read('{"schedules":[{"name":"a","every":"5m","shell":"x"}]}', 's.json')).toHaveLength(1);
    const yaml =
      'schedules:\n  - &base {name: a, every: 5m, shell: x}\n---\nschedules:\n  - {name: b, every: 5m, shell: x}\n';
    expect((await read(yaml)).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('faults are told by file, line and field, all at once', () => {
  test('of several files', async () => {
    const faults = await faultsOf({
      'a.yaml':
        'schedules:\n  - name: one\n    every: 5\n    shell: x\n  - name: two\n    crn: "0 1 * * *"\n    shell: x\n',
      'sub/b.yml':
        'schedules:\n  - name: three\n    cron: "0 1 * * *"\n    every: 5m\n    shell: x\n    priority: 11\n',
    });
    expect(faults).toMatchObject([
      { file: 'a.yaml', line: 3, field: 'schedules.0.every' },
      {
        file: 'a.yaml',
        line: 6,
        field: 'schedules.1.crn',
        message: 'is not a known field',
        fix: 'did you mean cron?',
      },
      { file: 'sub/b.yml', line: 6, field: 'schedules.0.priority' },
    ]);
  });

  test.each([
    ['schedules:\n  - name: a\n    shell: x\n', 2, 'schedules.0', 'when to run'],
    ['schedules:\n  - name: a\n    every: 5m\n', 2, 'schedules.0', 'what to run'],
    [
      'schedules:\n  - name: a\n    cron: "@daily"\n    every: 5m\n    shell: x\n',
      4,
      'schedules.0.every',
      'cannot stand beside cron',
    ],
    [
      'schedules:\n  - name: a\n    every: 5m\n    timezone: UTC\n    shell: x\n',
      4,
      'schedules.0.timezone',
      'goes with cron or at',
    ],
    ['schedules:\n  - name: a\n    at: soon\n    shell: x\n', 3, 'schedules.0.at', 'write it like'],
    [
      'schedules:\n  - {name: a, every: 5m, shell: x}\n  - {name: a, every: 5m, shell: x}\n',
      3,
      'schedules.1.name',
      'is also in s.yaml:2',
    ],
    ['scheduls: []\n', 1, 'scheduls', 'is not a known field'],
    ['schedules: 5\n', 1, 'schedules', 'must be a list'],
    ['- a\n', 1, '', 'must hold `schedules:`'],
    ['schedules:\n  - name: "a\n', 3, '', 'Missing closing'],
    ['schedules:\n  - name: a\n    name: b\n', 3, '', 'keys must be unique'],
    ['schedules:\n  - text\n', 2, 'schedules.0', ''],
  ])('%s', async (text, line, field, message) => {
    expect(await faultsOf({ 's.yaml': text })).toMatchObject([
      { file: 's.yaml', line, field, message: expect.stringContaining(message) },
    ]);
  });

  test('a file that is not there, a folder without files', async () => {
    await expect(readSchedules('none.yaml', '/tmp', here)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      exitCode: 2,
    });
    await expect(readSchedules('.', folder({ 'a.txt': '' }), here)).rejects.toThrow('holds no .yaml');
  });
});

test('what is exported is read back the same', async () => {
  const drafts = await read(`schedules:
  - {name: a, cron: "0 2 * * *", timezone: Europe/Berlin, shell: date, priority: 8, tags: [x], timeout: 1m30s}
  - {name: b, every: 90s, http: "http://x.test/", description: hello, overlapPolicy: allow}
  - {name: c, on: order.*, filter: {data.n: 1}, debounce: 5s, taskType: custom, taskConfig: {deep: {er: [1]}}}
  - {name: d, at: "2026-12-01T09:00:00Z", shell: date, enabled: false}
  - {name: e, scheduleType: interval, scheduleConfig: {intervalMs: 60000, anchor: "2026-01-01T00:00:00Z"}, shell: x}`);
  const plain = {
    description: null,
    enabled: true,
    queue: 'default',
    priority: 5,
    tags: [],
    retryPolicy: null,
    timeoutMs: null,
    overlapPolicy: 'skip',
    catchUpPolicy: 'latest',
    catchUpLimit: 10,
    jitterMs: 0,
    startsAt: null,
    endsAt: null,
    maxRuns: null,
    blackouts: [],
  };
  const stored = drafts.map((draft) => ({ ...plain, ...draft })) as unknown as Schedule[];
  const again = await read(JSON.stringify(toFile(stored)), 'again.json');
  expect(again).toMatchObject(drafts.map((draft) => expect.objectContaining(draft) as unknown));
});

test('the schema for editors names every field and takes the examples', () => {
  const schema = JSON.stringify(schedulesFileSchema());
  for (const field of ['name', 'cron', 'every', 'shell', 'scheduleConfig', 'blackouts'])
    expect(schema).toContain(`"${field}"`);
  expect(schema).not.toContain('undefined');
  expect(parse('schedules: []')).toEqual({ schedules: [] });
});
