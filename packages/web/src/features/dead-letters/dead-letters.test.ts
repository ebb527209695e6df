import type { DeadLetter, Redrive } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { depthLevel, depthShare } from './depth.ts';
import { batchWords } from './letter-actions.ts';
import { filterWords, letterListInput, parseLetterFilters } from './letter-filters.ts';
import { canaryWords, redriveWords, shownLetter } from './letter-words.ts';
import { changesOf, draftOf, readConfig } from './resubmit-draft.ts';

test.each([
  [0, 'empty'],
  [1, 'green'],
  [49, 'green'],
  [50, 'amber'],
  [99, 'amber'],
  [100, 'red'],
  [4000, 'red'],
] as const)('a depth of %i is %s', (pending, level) => {
  expect(depthLevel(pending)).toBe(level);
  expect(depthShare(pending)).toBeLessThan(1);
  expect(depthShare(pending + 1)).toBeGreaterThan(depthShare(pending));
});

test('an address becomes the query of the list', () => {
  const filters = parseLetterFilters({ status: 'all', type: 'http_request', until: '2026-11-21T00:00:00Z' });
  expect(letterListInput(filters, 0)).toEqual({
    taskType: 'http_request',
    failedBefore: '2026-11-21T00:00:00.000Z',
    status: ['pending', 'resubmitted', 'resolved'],
  });
  expect(letterListInput(parseLetterFilters({ status: 'archived' }), 0)).toEqual({ status: ['pending'] });
  expect(filterWords(parseLetterFilters({}))).toBe('all that are pending');
  expect(filterWords(parseLetterFilters({ peek: '7' }))).toBe('all that are pending');
  expect(filterWords(filters)).toBe('pending ones that match: type, until');
});

describe('a resubmission', () => {
  const letter = { taskConfig: { command: 'ehco' }, queue: 'default', priority: 5 } as unknown as DeadLetter;

  test('sends only what was changed', () => {
    const draft = draftOf(letter);
    expect(changesOf(letter, draft, letter.taskConfig)).toEqual({});
    expect(changesOf(letter, { ...draft, priority: 9, queue: ' mail ' }, { command: 'echo' })).toEqual({
      taskConfig: { command: 'echo' },
      queue: 'mail',
      priority: 9,
    });
  });

  test('is refused where the text is no object', () => {
    expect(readConfig('{"a":1}')).toEqual({ kind: 'config', value: { a: 1 } });
    expect(readConfig('[1]')).toMatchObject({ kind: 'problem', message: 'must be an object: { … }' });
    expect(readConfig('{')).toMatchObject({ kind: 'problem' });
  });
});

test('a batch says how it stands, and what became of its canary', () => {
  const redrive: Redrive = {
    redriveId: 'x',
    state: 'canary',
    canary: { deadLetterId: 1, executionId: null },
    ratePerMinute: 60,
    total: 10,
    sent: 1,
    waiting: 9,
    actor: 'ana',
    createdAt: '2026-11-21T00:00:00.000Z',
    endedAt: null,
  };
  expect(redriveWords(redrive)).toBe('The canary runs; 9 wait for how it ends');
  expect(redriveWords({ ...redrive, state: 'sending', sent: 4 })).toBe('4 of 10 sent, 60 a minute');
  expect(redriveWords({ ...redrive, state: 'canary_failed' })).toBe(
    'The canary failed: the other 9 stayed pending',
  );
  expect(canaryWords({ ...redrive, state: 'completed' })).toBe('succeeded');
  expect(canaryWords({ ...redrive, canary: null })).toBeNull();
  expect(shownLetter({ status: 'pending', redriveId: 'x' }).word).toBe('In a batch');
  expect(
    batchWords({
      redriveId: null,
      resubmitted: [],
      waiting: 0,
      refused: [{ id: 1, reason: 'it is resolved' }],
    }),
  ).toBe('0 run again; 1 were left: it is resolved');
});
