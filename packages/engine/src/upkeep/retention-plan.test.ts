import { InstallationSettings } from '@tutti/contract';
import { expect, test } from 'vitest';
import { rangeOf } from './partition-name.ts';
import { cutoffsOf, partitionsToDrop, partitionsToThin } from './retention-plan.ts';

const now = new Date('2026-11-21T12:00:00Z');
const cutoffs = (settings: Partial<InstallationSettings> = {}) =>
  cutoffsOf(InstallationSettings.parse(settings), now);

test.each([
  ['events_p20261121', '2026-11-21', '2026-11-22'],
  ['execution_logs_p20261231', '2026-12-31', '2027-01-01'],
  ['execution_history_p20261116', '2026-11-16', '2026-11-23'],
])('%s holds %s to %s', (name, from, until) =>
  expect(rangeOf(name)).toEqual({ from: new Date(from), until: new Date(until) }),
);

test.each(['events_default', 'execution_history', 'other_p20261121', 'events_p20261399', 'events_p2026112'])(
  '%s holds no dated range',
  (name) => expect(rangeOf(name)).toBeUndefined(),
);

test('cutoffs are as many days ago as the settings say', () => {
  expect(cutoffs()).toMatchObject({
    completed: new Date('2026-10-22T12:00:00Z'),
    failed: new Date('2026-08-23T12:00:00Z'),
    history: new Date('2026-08-23T12:00:00Z'),
    events: new Date('2026-11-14T12:00:00Z'),
  });
  expect(cutoffs({ failedRetentionDays: 1 }).history).toEqual(new Date('2026-10-22T12:00:00Z'));
});

test.each([
  // A partition goes when its last instant is too old, not its first.
  ['events', 'events_p20261113', true],
  ['events', 'events_p20261114', false],
  ['execution_logs', 'execution_logs_p20261106', true],
  ['execution_logs', 'execution_logs_p20261107', false],
  ['execution_history', 'execution_history_p20260810', true],
  // It still may hold failures that are kept for longer.
  ['execution_history', 'execution_history_p20260817', false],
  ['events', 'events_default', false],
] as const)('of %s, %s is dropped: %s', (table, name, isDropped) =>
  expect(partitionsToDrop([{ table, name }], cutoffs())).toEqual(isDropped ? [name] : []),
);

test.each([
  ['execution_history_p20261019', true],
  ['execution_history_p20261026', false],
  ['execution_history_default', true],
])('%s is thinned out: %s', (name, isThinned) =>
  expect(partitionsToThin([name], cutoffs())).toEqual(isThinned ? [name] : []),
);
