import { expect, test } from 'vitest';
import { changesBetween, effectiveSettings, splitPatch } from './setting-values.ts';

const row = (key: string, value: unknown) => ({ key, value });

test('what nobody has set is as Tutti brings it', () =>
  expect(effectiveSettings([])).toEqual({
    defaultTimezone: 'UTC',
    completedRetentionDays: 30,
    failedRetentionDays: 90,
    logRetentionDays: 14,
    eventRetentionDays: 7,
    auditRetentionDays: 365,
    historyRowsPerSchedule: null,
  }));

test.each([
  ['a stored value wins', [row('logRetentionDays', 3)], {}, 3],
  ['over the default of the node', [row('logRetentionDays', 3)], { logRetentionDays: 9 }, 3],
  ['which wins over Tutti', [], { logRetentionDays: 9 }, 9],
  ['a value this version does not take is none', [row('logRetentionDays', -1)], {}, 14],
  ['nor is one of another type', [row('logRetentionDays', 'three')], {}, 14],
  ['nor a key it does not know', [row('logDays', 3)], {}, 14],
])('%s', (_, rows, defaults, days) => expect(effectiveSettings(rows, defaults).logRetentionDays).toBe(days));

test('an edit says what it changed, and nothing else', () => {
  const before = effectiveSettings([]);
  const after = effectiveSettings([row('eventRetentionDays', 2), row('logRetentionDays', 14)]);
  expect(changesBetween(before, after)).toEqual({ eventRetentionDays: { from: 7, to: 2 } });
});

test('null goes back to the default, absent stays', () =>
  expect(splitPatch({ logRetentionDays: 3, eventRetentionDays: null, defaultTimezone: undefined })).toEqual({
    written: [{ key: 'logRetentionDays', value: 3 }],
    forgotten: ['eventRetentionDays'],
  }));
