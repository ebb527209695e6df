import type { ScheduleDraft } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { completed } from '../draft-defaults.ts';
import { emptyForm, formOf } from '../schedule-form.ts';
import { roughDraft, toDraft } from '../to-draft.ts';
import { readText, writeText } from './document.ts';

const base = { name: 'nightly', taskType: 'shell_command', taskConfig: { command: 'backup' } } as const;
const cron = (more: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  ...base,
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin' },
  ...more,
});
const reread = (draft: ScheduleDraft) => {
  const { draft: again, errors } = readText(writeText(draft), 'UTC');
  expect(errors).toEqual([]);
  return again && completed(again);
};
const faults = (text: string): [number, string, string][] =>
  readText(text, 'UTC').errors.map(({ line, field, message }) => [line, field, message]);

describe('writing', () => {
  test('is short: what is as it would be anyway is left out', () => {
    expect(writeText(completed(cron()))).toBe(
      'schedules:\n  - name: nightly\n    cron: 0 2 * * *\n    timezone: Europe/Berlin\n    shell: backup\n',
    );
  });

  test('a form that is not complete yet is written as far as it goes', () => {
    const text = writeText(roughDraft(emptyForm('UTC')).draft);
    expect(text).toContain('name: ""');
    expect(faults(text)).toEqual([[2, 'name', 'is missing']]);
  });
});

describe('read again it is the same', () => {
  test.each<[string, ScheduleDraft]>([
    ['cron', cron({ scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin', dst: 'wall' } })],
    ['interval', cron({ scheduleType: 'interval', scheduleConfig: { intervalMs: 5_400_000 } })],
    [
      'anchored interval',
      cron({
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 60_000, anchor: '2026-01-01T00:00:00.000Z' },
      }),
    ],
    ['once', cron({ scheduleType: 'one_time', scheduleConfig: { executeAt: '2026-12-01T09:00:00.000Z' } })],
    [
      'event',
      cron({
        scheduleType: 'event',
        scheduleConfig: { event: 'order.paid', filter: { 'data.n': { gte: 3 } }, debounceMs: 5000 },
      }),
    ],
    ['http', cron({ taskType: 'http_request', taskConfig: { url: 'https://example.org', method: 'POST' } })],
    ['own type', cron({ taskType: 'resize', taskConfig: { width: 100 } })],
    ['lines', cron({ taskConfig: { command: 'one\ntwo\n', env: { A: '1' }, cwd: '/srv' } })],
    [
      'all the rest',
      cron({
        description: 'a: b # c',
        enabled: false,
        tags: ['x', 'y'],
        retryPolicy: { maxRetries: 2, initialDelayMs: 1, maxDelayMs: 2, multiplier: 2, jitter: 0 },
        timeoutMs: 90_000,
        jitterMs: 30_000,
        blackouts: [
          { cron: '0 22 * * *', durationMs: 3_600_000 },
          { from: '2026-12-24T00:00:00.000Z', until: '2026-12-26T00:00:00.000Z' },
        ],
        breaker: false,
        onFailure: ['ops'],
        estimatedCost: { cpuCores: 0.5 },
        errorSeverity: 'low',
        concurrencyKey: 'db',
        concurrencyLimit: 2,
      }),
    ],
  ])('%s', (_, draft) => {
    expect(reread(draft)).toEqual(completed(draft));
    const form = formOf(completed(draft), 'UTC', 'Europe/Berlin');
    const drafted = toDraft(form);
    expect(drafted.kind === 'draft' && drafted.draft).toMatchObject(completed(draft));
  });
});

describe('faults stand at their lines', () => {
  test('of the text itself', () => {
    expect(faults('schedules:\n  - name: a\n   cron: "x\n')[0]?.[0]).toBeGreaterThanOrEqual(2);
    expect(faults('[]')).toEqual([[1, '', 'must hold a list']]);
    expect(faults('schedules: []')).toEqual([[1, '', 'holds 0 schedules']]);
  });

  test('of fields that are unknown, missing, doubled, or do not belong together', () => {
    const text = [
      'schedules:',
      '  - name: a',
      '    crom: 0 2 * * *',
      '    every: 5 minutes',
      '    shell: x',
      '    http: https://example.org',
      '    dst: wall',
    ].join('\n');
    expect(faults(text)).toEqual([
      [3, 'crom', 'is not a known field'],
      [6, 'http', 'cannot stand beside shell'],
      [7, 'dst', 'goes with cron, not with every'],
      [4, 'every', 'is "5 minutes"'],
    ]);
    expect(readText(text, 'UTC').errors[0]?.fix).toBe('cron');
    expect(faults('schedules:\n  - name: a\n')).toEqual([
      [2, '', 'does not say what to run'],
      [2, '', 'does not say when to run'],
    ]);
  });

  test('what the server calls by its long name is found where it is written in short', () => {
    const read = readText(writeText(cron({ taskConfig: { command: 'x', env: { A: '1' } } })), 'UTC');
    expect(read.lineOf('scheduleConfig.cron')).toBe(3);
    expect(read.lineOf('taskConfig.command')).toBe(5);
    expect(read.lineOf('taskConfig.env.A')).toBe(8);
    expect(read.lineOf('taskConfig.cwd')).toBe(6);
    expect(read.lineOf('priority')).toBe(2);
  });

  test('durations and times are understood as the files of tutti apply have them', () => {
    const timing = (lines: string) =>
      readText(`schedules:\n  - name: a\n    shell: x\n${lines}`, 'Europe/Berlin').draft?.scheduleConfig;
    expect(timing('    every: 1h30m')).toEqual({ intervalMs: 5_400_000 });
    expect(timing('    every: 1w')).toEqual({ intervalMs: 604_800_000 });
    expect(timing('    at: 2026-12-01 09:00')).toEqual({ executeAt: '2026-12-01T08:00:00.000Z' });
    expect(timing('    at: 2026-12-01T09:00:00Z')).toEqual({ executeAt: '2026-12-01T09:00:00.000Z' });
    expect(timing('    at: 2026-12-01 09:00\n    timezone: UTC')).toEqual({
      executeAt: '2026-12-01T09:00:00.000Z',
    });
    expect(timing('    at: soon')).toBeUndefined();
  });
});
