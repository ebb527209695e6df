import type { ErrorRule } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { bulkWords, reasonsOf } from './bulk-acts.ts';
import { bulkFilterOf, conditionsOf, isNarrowed, parseErrorFilters, statusesOf } from './error-filters.ts';
import { canAct } from './error-words.ts';
import { delayWords, startsOf } from './policies/delays.ts';
import { formOf as policyFormOf, policyOf } from './policies/policy-form.ts';
import { effectWords, emptyRule, formOf, inputOf, matchWords, moved, problemsOf } from './rules/rule-form.ts';

describe('filters', () => {
  test('an address is read; what makes no sense is left out', () => {
    expect(
      parseErrorFilters({
        status: 'escalated',
        severity: 'high,critical,silly',
        schedule: '7',
        queue: 'mail',
        text: ' disk ',
        span: '24h',
        from: 'yesterday',
        view: 'single',
      }),
    ).toMatchObject({
      status: 'escalated',
      severity: ['high', 'critical'],
      schedule: 7,
      queue: 'mail',
      text: 'disk',
      span: '24h',
      from: undefined,
      view: 'single',
    });
    expect(parseErrorFilters({ status: 'open', schedule: '-1', view: 'x' })).toMatchObject({
      status: undefined,
      schedule: undefined,
      view: undefined,
    });
  });

  test('a span becomes a moment; a bulk act means the state too', () => {
    const now = Date.parse('2026-11-21T12:00:00.000Z');
    const filters = parseErrorFilters({ span: '1h', type: 'shell_command' });
    expect(conditionsOf(filters, now)).toEqual({
      taskType: 'shell_command',
      from: '2026-11-21T11:00:00.000Z',
    });
    expect(bulkFilterOf(filters, now).recoveryStatus).toEqual(statusesOf('open'));
    expect(bulkFilterOf(parseErrorFilters({ status: 'ignored' }), now)).toEqual({
      recoveryStatus: ['ignored'],
    });
    expect(isNarrowed(filters)).toBe(true);
    expect(isNarrowed(parseErrorFilters({ status: 'all' }))).toBe(false);
    const looked = parseErrorFilters({ peek: '12' });
    expect([looked.peek, isNarrowed(looked)]).toEqual([12, false]);
  });
});

describe('acts', () => {
  test.each([
    ['retry', 'escalated', true],
    ['retry', 'retrying', false],
    ['retry', 'resolved', false],
    ['resolve', 'ignored', true],
    ['resolve', 'resolved', false],
    ['ignore', 'unresolved', true],
    ['escalate', 'escalated', false],
  ] as const)('%s from %s: %s', (act, status, possible) => {
    expect(canAct(act, status)).toBe(possible);
  });

  test('a partial result is told, equal reasons once', () => {
    const refused = [
      { id: 4, message: 'Error 4 is resolved: no' },
      { id: 5, message: 'Error 5 is resolved: no' },
      { id: 6, message: 'There is no error record 6.' },
    ];
    const result = { action: 'retry', matched: 10, done: 7, refused, truncated: true } as const;
    expect(bulkWords({ ...result, refused })).toBe(
      '7 errors retried; 3 left as they were; more match: do it again for the rest',
    );
    expect(reasonsOf(refused)).toEqual([
      { message: 'Error 4 is resolved: no', count: 2, id: 4 },
      { message: 'There is no error record 6.', count: 1, id: 6 },
    ]);
  });
});

describe('retry policies', () => {
  const standard = { maxRetries: 5, initialDelayMs: 1000, maxDelayMs: 16_000, multiplier: 2, jitter: 0.1 };

  test('tell when attempts begin', () => {
    expect(startsOf({ ...standard, maxRetries: 6 })).toEqual([1000, 3000, 7000, 15_000, 31_000, 47_000]);
    expect(delayWords(standard)).toBe('Attempts at about 0 s, 1 s, 3 s, 7 s, 15 s and 31 s');
    expect(delayWords({ ...standard, maxRetries: 1, jitter: 0 })).toBe('Attempts at 0 s and 1 s');
    expect(delayWords({ ...standard, maxRetries: 0 })).toBe('One attempt; no retry follows');
    expect(delayWords({ ...standard, maxRetries: 10 })).toMatch(/, 1 m 19 s … 1 m 51 s$/);
  });

  test('are read from the form; what is wrong is named at its field', () => {
    const form = policyFormOf(standard);
    expect(policyOf(form)).toEqual({ policy: standard, problems: [] });
    const wrong = policyOf({ ...form, maxRetries: '2.5', multiplier: '', jitter: '120' });
    expect(wrong.policy).toBeUndefined();
    expect(wrong.problems.map(({ field }) => field)).toEqual(['maxRetries', 'multiplier', 'jitter']);
    const turned = policyOf({ ...form, initialDelay: { value: '1', unit: 'm' } });
    expect(turned.problems).toMatchObject([{ field: 'initialDelayMs' }]);
  });
});

describe('rules', () => {
  const rule = (id: number, position: number): ErrorRule => ({
    id,
    name: `rule ${id}`,
    position,
    match: { errorCode: 'EXIT_75', messageIncludes: 'quota' },
    permanent: true,
    severity: 'low',
    retry: true,
    createdAt: '2026-11-21T00:00:00.000Z',
    updatedAt: '2026-11-21T00:00:00.000Z',
  });

  test('say what they look for and what they do', () => {
    expect(matchWords(rule(1, 10))).toBe('code EXIT_75 and message with “quota”');
    expect(effectWords({ ...rule(1, 10), retry: false })).toBe(
      'permanent: no retry, severity low, low and medium ones are left alone',
    );
  });

  test('pass through the form unchanged; an empty one is refused at its fields', () => {
    const { id: _i, createdAt: _c, updatedAt: _u, ...input } = rule(1, 10);
    expect(inputOf(formOf(rule(1, 10)))).toEqual(input);
    expect(problemsOf(inputOf(emptyRule(10))).map(({ field }) => field)).toEqual(['name', 'match', 'effect']);
  });

  test('change places with as few writes as needed', () => {
    const rules = [rule(1, 10), rule(2, 20), rule(3, 30)];
    expect(moved(rules, 3, -1)).toEqual([
      { id: 3, position: 20 },
      { id: 2, position: 30 },
    ]);
    expect(moved(rules, 1, -1)).toEqual([]);
    expect(moved([rule(1, 100), rule(2, 100)], 1, 1)).toEqual([
      { id: 2, position: 10 },
      { id: 1, position: 20 },
    ]);
  });
});
