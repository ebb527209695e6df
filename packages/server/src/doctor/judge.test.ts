import { expect, test } from 'vitest';
import { checkNode, checkPlatform, judgeDisk, judgeFileLimit } from './check-machine.ts';
import { roughly } from './finding.ts';
import {
  judgeBloat,
  judgeLag,
  judgeLeases,
  judgePartitions,
  judgeSchedules,
  judgeServer,
  judgeTransactions,
  judgeWaiting,
} from './judge-database.ts';

const MINUTE = 60_000;

test.each([
  [4000, '4 s'],
  [720_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [50 * 3_600_000, '2 d'],
])('%i ms is %s', (ms, text) => expect(roughly(ms)).toBe(text));

test.each([
  [checkNode('24.1.0'), 'ok'],
  [checkNode('22.9.0'), 'fail'],
  [checkPlatform('linux'), 'ok'],
  [checkPlatform('darwin'), 'warn'],
  [judgeDisk(50, 1e10), 'ok'],
  [judgeDisk(9.9, 1e10), 'warn'],
  [judgeDisk(4.9, 1e9), 'fail'],
  [judgeFileLimit('Max open files            1024                 524288               files\n'), 'warn'],
  [judgeFileLimit('Max open files            65536                524288               files\n'), 'ok'],
  [judgeFileLimit('Max open files            unlimited            unlimited            files\n'), 'ok'],
  [judgeFileLimit(''), 'ok'],
])('the machine: %j', (finding, status) => expect(finding.status).toBe(status));

const server = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  autovacuum: 'on',
  max_connections: '100',
};
test.each([
  [{}, 20, ['ok', 'ok', 'ok']],
  [{ fsync: 'off' }, 20, ['fail', 'ok', 'ok']],
  [{ full_page_writes: 'off' }, 20, ['fail', 'ok', 'ok']],
  [{ synchronous_commit: 'off' }, 20, ['warn', 'ok', 'ok']],
  [{ synchronous_commit: 'remote_apply' }, 20, ['ok', 'ok', 'ok']],
  [{ autovacuum: 'off' }, 20, ['ok', 'fail', 'ok']],
  [{}, 85, ['ok', 'ok', 'warn']],
])('PostgreSQL with %j and %i connections: %j', (more, connections, statuses) =>
  expect(judgeServer({ ...server, ...more }, connections).map(({ status }) => status)).toEqual(statuses),
);

const transaction = {
  pid: 7,
  database: 'other',
  application: 'psql',
  state: 'idle in transaction',
  writes: true,
};
test.each([
  [[], [], 'ok', ''],
  [[{ ...transaction, age_ms: 10 * MINUTE }], [], 'warn', 'select pg_terminate_backend(7)'],
  [[{ ...transaction, age_ms: 90 * MINUTE }], [], 'fail', 'select pg_terminate_backend(7)'],
  [[{ ...transaction, writes: false, age_ms: 90 * MINUTE }], [], 'warn', 'pg_terminate_backend'],
  [[], [{ what: 'replication slot', name: 'old' }], 'warn', `pg_drop_replication_slot('old')`],
  [[], [{ what: 'prepared transaction', name: 'gid' }], 'warn', `rollback prepared 'gid'`],
])('open transactions %j and %j: %s', (old, holders, status, fix) => {
  const finding = judgeTransactions(old, holders);
  expect(finding.status).toBe(status);
  expect(finding.fix ?? '').toContain(fix);
});

const lane = { queue: 'q', task_type: 'a', waiting: 3, age_ms: 9 * MINUTE, runs: true };
const schedules = {
  running: true,
  tick_ms: 500,
  overdue: 0,
  overdue_ms: null,
  overdue_names: [],
  ended_names: [],
};
const late = { overdue: 1, overdue_ms: 9 * MINUTE, overdue_names: ['nightly'] };
test.each([
  [judgeLag(null), 'ok'],
  [judgeLag(9000), 'ok'],
  [judgeLag(20_000), 'warn'],
  [judgeLag(200_000), 'fail'],
  [judgeLeases({ leases: 0, executions: 0, age_ms: null }), 'ok'],
  [judgeLeases({ leases: 1, executions: 3, age_ms: 60_000 }), 'fail'],
  [judgeBloat([]), 'ok'],
  [judgeBloat([{ name: 'live_executions', dead: 1e6, live: 10 }]), 'warn'],
  [judgePartitions({ missing: [], strays: [] }, 1), 'ok'],
  [judgePartitions({ missing: ['events_p20261122'], strays: [] }, 1), 'warn'],
  [judgePartitions({ missing: ['events_p20261122'], strays: [] }, 0), 'ok'],
  [judgePartitions({ missing: [], strays: ['events'] }, 1), 'warn'],
  [judgeWaiting([], 1), 'ok'],
  [judgeWaiting([lane], 1), 'warn'],
  [judgeWaiting([{ ...lane, runs: false }], 1), 'fail'],
  [judgeWaiting([{ ...lane, runs: false }], 0), 'warn'],
  [judgeSchedules(schedules, 1), 'ok'],
  [judgeSchedules({ ...schedules, running: false, ...late }, 1), 'warn'],
  [judgeSchedules({ ...schedules, tick_ms: 40_000 }, 1), 'fail'],
  [judgeSchedules({ ...schedules, tick_ms: 40_000 }, 0), 'ok'],
  [judgeSchedules({ ...schedules, ...late }, 1), 'fail'],
  [judgeSchedules({ ...schedules, ...late }, 0), 'warn'],
  [judgeSchedules({ ...schedules, ended_names: ['over'] }, 1), 'warn'],
])('%j', (finding, status) => {
  expect(finding.status).toBe(status);
  // Whatever is wrong comes with what to do.
  expect(finding.fix !== undefined).toBe(status !== 'ok');
});
