import { manualClock } from '@tutti/testkit';
import { expect, test, vi } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { type Log, silentLog } from '../kernel/index.ts';
import { ensurePartitions, partsAhead } from './partitions.ts';

const { setup } = engineTests();
const DAY = 86_400_000;

test.each([
  ['events', DAY, '2026-11-21T02:00:00Z', ['events_p20261121', 'events_p20261122', 'events_p20261123']],
  ['events', DAY, '2026-12-31T23:59:59.999Z', ['events_p20261231', 'events_p20270101', 'events_p20270102']],
  [
    'execution_history',
    7 * DAY,
    '2026-11-21T02:00:00Z',
    ['execution_history_p20261116', 'execution_history_p20261123', 'execution_history_p20261130'],
  ],
  [
    'execution_history',
    7 * DAY,
    '2026-11-23T00:00:00Z',
    ['execution_history_p20261123', 'execution_history_p20261130', 'execution_history_p20261207'],
  ],
])('%s by %i ms at %s: %j', (table, sizeMs, now, names) => {
  const parts = partsAhead(table, sizeMs, new Date(now));
  expect(parts.map(({ name }) => name)).toEqual(names);
  expect(parts[0]?.from.getTime()).toBeLessThanOrEqual(Date.parse(now));
  expect(parts[0]?.until.getTime()).toBeGreaterThan(Date.parse(now));
  parts.forEach((part, index) => index > 0 && expect(part.from).toEqual(parts[index - 1]?.until));
});

test('several nodes make them at once, each once, and rows go where they belong', async () => {
  const t = await setup();
  const clock = manualClock('2031-05-05T12:00:00Z');
  await Promise.all([1, 2, 3].map(() => ensurePartitions(t.database, clock, silentLog)));
  await ensurePartitions(t.database, clock, silentLog);
  const names = (
    await t.rows<{ relname: string }>(
      `select relname from pg_class where relname like '%\\_p2031%' and relkind = 'r' order by 1`,
    )
  ).map(({ relname }) => relname);
  expect(names).toEqual([
    'events_p20310505',
    'events_p20310506',
    'events_p20310507',
    'execution_history_p20310505',
    'execution_history_p20310512',
    'execution_history_p20310519',
    'execution_logs_p20310505',
    'execution_logs_p20310506',
    'execution_logs_p20310507',
  ]);
  await t.rows(`insert into events (type, at) values ('test.placed', '2031-05-06T00:00:00Z')`);
  expect(
    await t.rows(`select tableoid::regclass::text as part from events where type = 'test.placed'`),
  ).toEqual([{ part: 'events_p20310506' }]);
});

test('a time whose rows stand in the default partition already is served from there', async () => {
  const t = await setup();
  await t.rows(`insert into events (type, at) values ('test.early', '2032-05-06T00:00:00Z')`);
  const warn = vi.fn<Log['warn']>();
  await ensurePartitions(t.database, manualClock('2032-05-05T12:00:00Z'), { ...silentLog, warn });
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({ partition: 'events_p20320506' });
  await t.rows(`insert into events (type, at) values ('test.later', '2032-05-06T01:00:00Z')`);
  expect(await t.rows(`select count(*)::int as n from events where at >= '2032-01-01'`)).toEqual([{ n: 2 }]);
});
