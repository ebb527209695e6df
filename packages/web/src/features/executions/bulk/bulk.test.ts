import type { BulkResult } from '@tutti/contract';
import { expect, test } from 'vitest';
import { parseExecutionFilters } from '../execution-filters.ts';
import { filterWords } from '../filter-words.ts';
import { countStatuses, countWords, eligible, inParts, NO_OUTCOME, withResult } from './bulk-acts.ts';

const of = (...statuses: ('failed' | 'running' | 'pending' | 'completed')[]) =>
  countStatuses(statuses.map((status) => ({ status })));

test('an act counts those it leads on from', () => {
  expect(eligible('retry', of('failed', 'running', 'failed'))).toBe(2);
  expect(eligible('cancel', of('completed'))).toBe(0);
  expect(eligible('pause', of('running', 'pending'))).toBe(2);
});

test('the count is told together with what will be left alone', () => {
  expect(countWords('retry', 2, of('failed', 'failed'))).toBe('2 executions');
  expect(countWords('retry', 12, { failed: 10, running: 2 })).toBe(
    '12 executions; 2 of them are left alone, for their status does not allow it',
  );
  expect(countWords('cancel', 2, of('completed', 'running'))).toContain('1 of them is left alone');
  expect(countWords('cancel', 1, of('completed'))).toContain('all of them are left alone');
});

test('the parts of a bulk add up, and the reasons with them', () => {
  const part = (items: BulkResult['items']): BulkResult => ({
    action: 'retry',
    matched: items.length,
    done: items.filter(({ outcome }) => outcome === 'done').length,
    refused: items.filter(({ outcome }) => outcome === 'refused').length,
    truncated: false,
    items,
  });
  const refused = (key: string, message: string) => ({
    key,
    executionId: null,
    outcome: 'refused' as const,
    message,
  });
  const first = withResult(
    NO_OUTCOME,
    part([{ key: '1', executionId: null, outcome: 'done' }, refused('2', 'It is running.')]),
  );
  const both = withResult(first, part([refused('3', 'It is completed.'), refused('4', 'It is running.')]));
  expect(both).toEqual({
    done: 1,
    refused: 3,
    reasons: [
      { message: 'It is running.', count: 2, example: '2' },
      { message: 'It is completed.', count: 1, example: '3' },
    ],
  });
});

test('parts hold everything once, in order', () => {
  expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inParts([], 2)).toEqual([]);
});

test('filters are told as a sentence', () => {
  const words = (search: Record<string, unknown>, name?: string) =>
    filterWords(parseExecutionFilters(search), name);
  expect(words({ status: 'failed,timeout', queue: 'mail', text: 'disk' })).toBe(
    'failed or timed out, queue mail, containing “disk”',
  );
  expect(words({ schedule: '3', phase: 'retrying' }, 'nightly')).toBe('schedule nightly, waits as retrying');
  expect(words({ span: '24h', node: 'box-1' })).toBe('node box-1, enqueued in the last 24 h');
  expect(words({})).toBe('no filter: every execution there is');
});
