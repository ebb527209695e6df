import type { Attempt, Execution, ExecutionStatus } from '@tutti/contract';
import { expect, test } from 'vitest';
import { attemptTimes } from './attempt-times.ts';
import { actsOf } from './execution-acts.ts';
import { nextStep } from './next-step.ts';
import { draftFrom, parseDraft, type RetryDraft } from './retry-draft.ts';

const error = { code: 'EXIT', message: 'exited with code 1', permanent: false };
const acts = (status: ExecutionStatus, phase: Execution['phase'] = null, failed = false): string =>
  Object.entries(actsOf({ status, phase, error: failed ? error : null }))
    .filter(([name, may]) => name !== 'first' && may)
    .map(([name]) => name)
    .join(' ');

test('what can be done follows from how it stands', () => {
  expect(acts('pending', 'queued')).toBe('pause skip cancel priority');
  expect(acts('pending', 'retrying', true)).toBe('pause retry skip cancel priority');
  expect(acts('pending', 'held', true)).toBe('pause retry skip cancel priority');
  expect(acts('pending', 'held')).toBe('pause skip cancel priority');
  expect(acts('running')).toBe('pause cancel priority');
  expect(acts('paused')).toBe('resume skip cancel priority');
  expect(acts('completed')).toBe('again');
  for (const status of ['failed', 'timeout', 'cancelled', 'skipped'] as const)
    expect(acts(status)).toBe('retry again');
});

test('one act stands out, or none', () => {
  const first = (status: ExecutionStatus) => actsOf({ status, phase: null, error: null }).first;
  expect(first('failed')).toBe('retry');
  expect(first('paused')).toBe('resume');
  expect(first('running')).toBeUndefined();
});

const attempt = (change: Partial<Attempt>): Attempt => ({
  attempt: 1,
  outcome: 'failed',
  startedAt: '2026-11-21T00:00:02.000Z',
  endedAt: '2026-11-21T00:00:05.000Z',
  durationMs: 3000,
  node: 'box',
  error: null,
  ...change,
});

test('an attempt waits from the end of the one before, or from its time', () => {
  const made = { createdAt: '2026-11-21T00:00:00.000Z', scheduledAt: '2026-11-21T00:00:00.500Z' };
  const second = attempt({
    attempt: 2,
    outcome: 'running',
    startedAt: '2026-11-21T00:00:09.000Z',
    endedAt: null,
    durationMs: null,
  });
  expect(attemptTimes([attempt({}), second], made, Date.parse('2026-11-21T00:00:10.000Z'))).toEqual([
    { waitedMs: 1500, ranMs: 3000 },
    { waitedMs: 4000, ranMs: 1000 },
  ]);
  expect(attemptTimes([attempt({ startedAt: null, durationMs: null })], made, 0)).toEqual([
    { waitedMs: null, ranMs: null },
  ]);
});

const failed = {
  status: 'failed',
  phase: null,
  error,
  queue: 'mail',
  taskConfig: { command: 'ehco hi' },
  priority: 5,
  timeoutMs: 60_000,
  retryPolicy: 'none',
} as unknown as Execution;
const parsed = (change: Partial<RetryDraft>) => parseDraft({ ...draftFrom(failed), ...change }, failed);

test('a retry sends what differs, and nothing else', () => {
  expect(parsed({})).toMatchObject({ kind: 'changes', changes: {} });
  expect(parsed({ config: '{"command":"echo hi"}', priority: 9, timeout: '90', reason: ' typo ' })).toEqual({
    kind: 'changes',
    config: { command: 'echo hi' },
    changes: { taskConfig: { command: 'echo hi' }, priority: 9, timeoutMs: 90_000, reason: 'typo' },
  });
  expect(parsed({ queue: 'slow', timeout: '' })).toMatchObject({ changes: { queue: 'slow' } });
});

test('what cannot be sent is told where it stands', () => {
  expect(parsed({ config: '{"command": ' })).toMatchObject({ kind: 'bad', field: 'config' });
  expect(parsed({ config: '[1]' })).toMatchObject({ message: 'The config must be an object: { … }.' });
  expect(parsed({ timeout: '-1' })).toMatchObject({ kind: 'bad', field: 'timeout' });
  expect(parsed({ timeout: 'soon' })).toMatchObject({ kind: 'bad', field: 'timeout' });
});

test('the next step is told where one is needed', () => {
  expect(nextStep(failed)).toBe('Retry it once the cause is gone. Its policy allows no retries.');
  expect(nextStep({ ...failed, error: { ...error, permanent: true } })).toContain('would fail alike');
  expect(nextStep({ ...failed, status: 'pending', phase: 'held', error: null })).toBe(
    'Resume the queue mail to let it start.',
  );
  expect(nextStep({ ...failed, status: 'running' })).toBeUndefined();
});
