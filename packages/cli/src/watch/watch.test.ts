import type { ExecutionSummary, Health } from '@tutti/contract';
import { expect, test } from 'vitest';
import { createView } from '../output/view.ts';
import { fitText, textWidth } from './text-width.ts';
import { shareRows, watchLines } from './watch-screen.ts';
import type { WatchState } from './watch-state.ts';

const nodeOf = (name: string, running: number): WatchState['nodes'][number] => ({
  name,
  running,
  state: 'active',
  maxConcurrent: 4,
  cpuPercent: 12.5,
  memoryPercent: null,
});
const NOW = '2026-11-21T12:00:00.000Z';
const view = (options: { colour?: boolean; locale?: string } = {}) =>
  createView({
    environment: { LANG: options.locale ?? 'C.UTF-8', TERM: 'xterm', TZ: 'UTC' },
    isTerminal: true,
    columns: 80,
    colour: options.colour ?? false,
    now: new Date(NOW),
  });
const execution = (id: number, more: Partial<ExecutionSummary> = {}): ExecutionSummary =>
  ({
    id,
    label: `job ${id}`,
    attempt: 1,
    node: 'node-1',
    status: 'running',
    startedAt: '2026-11-21T11:59:58.000Z',
    completedAt: null,
    error: null,
    ...more,
  }) as ExecutionSummary;
const ok = { status: 'ok', message: null };
const health = {
  status: 'ok',
  uptimeMs: 7_200_000,
  node: 'node-1',
  checks: { database: ok, disk: ok },
} as never as Health;
const state = (more: Partial<WatchState> = {}): WatchState => ({
  readAt: NOW,
  health,
  scheduler: null,
  counts: null,
  lastHour: { completed: 120, failed: 3 },
  running: [],
  failures: [],
  queues: [],
  next: [],
  nodes: [nodeOf('node-1', 0)],
  ...more,
});
const many = (count: number, more: Partial<ExecutionSummary> = {}): ExecutionSummary[] =>
  Array.from({ length: count }, (_, index) => execution(index + 1, more));
const full = state({
  running: many(20),
  failures: many(20, { status: 'failed', completedAt: '2026-11-21T11:00:00.000Z' }),
  queues: Array.from({ length: 10 }, (_, index) => ({ queue: `q${index}`, ready: 1200, oldestMs: 61_000 })),
  next: Array.from({ length: 20 }, (_, index) => ({
    id: index,
    name: `s${index}`,
    nextRunAt: '2026-11-21T12:04:00.000Z',
  })),
  nodes: Array.from({ length: 20 }, (_, index) => nodeOf(`node-${index}`, 1)),
});

test.each([
  [80, 24],
  [40, 10],
  [20, 5],
  [200, 60],
])('on %i x %i nothing stands beyond the edge', (columns, rows) => {
  const lines = watchLines(view(), full, 'live', { columns, rows });
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
});

test('80 x 24 shows a part of everything, and says what it leaves out', () => {
  const text = watchLines(view(), full, 'live', { columns: 80, rows: 24 }).join('\n');
  for (const title of ['RUNNING', 'WAITING', 'FAILED', 'NEXT', 'NODES']) expect(text).toContain(title);
  expect(text).toContain('2.0 s  #1 job 1  on node-1');
  expect(text).toContain('1 h 00 m ago  #1 job 1 failed');
  expect(text).toMatch(/and \d+ more/);
});

test('a quiet installation says so', () => {
  const text = watchLines(view({ locale: 'C' }), state(), 'live', { columns: 80, rows: 24 }).join('\n');
  expect(text).toContain('nothing runs');
  expect(text).toContain('last hour 120 ok, 3 failed');
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
});

test('names do not steer the terminal', () => {
  const evil = '\u001b[2J\u001b]0;owned\u0007\nx\u202e';
  const lines = watchLines(
    view(),
    state({
      running: [execution(1, { label: evil, node: evil })],
      failures: [execution(2, { label: evil, error: { code: 'X', message: evil, permanent: false } })],
      queues: [{ queue: evil, ready: 1, oldestMs: null }],
      next: [{ id: 1, name: evil, nextRunAt: NOW }],
      nodes: [nodeOf(evil, 0)],
      health: {
        ...health,
        status: 'degraded',
        checks: { disk: { status: 'degraded', message: evil } },
      } as never,
    }),
    'live',
    { columns: 200, rows: 40 },
  );
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('a section takes what it needs, and the rest goes to the others', () => {
  expect(shareRows([1, 1, 1], 24)).toEqual([2, 2, 2]);
  expect(shareRows([20, 1, 20], 24)).toEqual([11, 2, 11]);
  expect(shareRows([20, 20], 3)).toEqual([3, 0]);
  expect(shareRows([5], 0)).toEqual([0]);
});

test.each([
  ['abc', 5, 'abc  '],
  ['abcdef', 5, 'abcd~'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本~'],
  ['日本語', 4, '日~ '],
  ['e\u0301x', 2, 'e\u0301x'],
  ['abc', 0, ''],
])('%s in %i columns', (text, columns, fitted) => expect(fitText(text, columns)).toBe(fitted));
