import type {
  Breaker,
  DeadLetterStats,
  ErrorRecord,
  Health,
  Node,
  Queue,
  RecoveryState,
} from '@tutti/contract';
import { expect, test } from 'vitest';
import { needsOf, overviewVerdict, type Situation } from './needs.ts';

const AT = '2026-11-21T00:00:00.000Z';
const ok = { status: 'ok', message: null } as const;
const health = (more: object = {}, status: Health['status'] = 'ok'): Health => ({
  status,
  version: '1.0.0',
  node: 'alpha',
  uptimeMs: 1,
  checks: {
    database: { ...ok, latencyMs: 1, mode: 'embedded' },
    scheduler: { ...ok, running: true, lastTickAt: null },
    recovery: { ...ok, running: true, lastRunAt: null },
    workers: { ...ok, running: 0, limit: 4, draining: false },
    events: { ...ok, lagMs: 0 },
    disk: { ...ok, freePercent: 50 },
    ...more,
  },
});
const node = (name: string, more: object = {}) =>
  ({
    name,
    state: 'active',
    roles: ['worker'],
    stoppedAt: null,
    refusal: null,
    running: 0,
    draining: null,
    heartbeatAt: AT,
    ...more,
  }) as unknown as Node;
const queue = (name: string, more: object = {}) =>
  ({
    name,
    ready: 0,
    running: 0,
    paused: null,
    depthLimit: 100,
    concurrencyLimit: null,
    rate: null,
    ...more,
  }) as Queue;
const recovery = (more: Partial<RecoveryState> = {}): RecoveryState => ({
  running: true,
  lastRunAt: null,
  waiting: 0,
  held: 0,
  nextRetryAt: null,
  open: { low: 3, medium: 0, high: 0, critical: 0 },
  ...more,
});
const letters = (pending: number) =>
  ({
    byStatus: { pending },
    byFingerprint: [{ fingerprint: 'f', message: 'no route', pending: 40 }],
    oldestPendingAt: AT,
  }) as DeadLetterStats;
const breaker = (more: object = {}) =>
  ({
    key: 'payments',
    state: 'open',
    pin: 'auto',
    tripped: false,
    since: AT,
    deferred: 3,
    reason: null,
    changedBy: null,
    lastFailure: { message: 'refused' },
    ...more,
  }) as Breaker;
const calm: Situation = {
  health: health(),
  scheduler: { running: true } as never,
  recovery: recovery(),
  letters: letters(49),
  nodes: [node('alpha')],
  queues: [queue('default')],
  breakers: [breaker({ state: 'closed' })],
  escalated: { items: [], total: 0 },
};
const titles = (more: Situation): string[] => needsOf({ ...calm, ...more }).map(({ title }) => title);

test('a calm installation needs nobody', () => {
  expect(titles({})).toEqual([]);
  expect(overviewVerdict(calm.health, [])).toEqual({ kind: 'completed', word: 'Healthy' });
});
test('what is not known needs nobody either', () => expect(needsOf({})).toEqual([]));

test.each<[string, Situation, string]>([
  [
    'a full disk',
    { health: health({ disk: { status: 'degraded', message: 'no room', freePercent: 2 } }) },
    'Disk: 2 % free',
  ],
  [
    'a late scheduler',
    { health: health({ scheduler: { status: 'degraded', message: 'late', running: true } }) },
    'Scheduler degraded',
  ],
  ['no worker', { nodes: [node('a', { roles: ['api'] })] }, 'No node takes work'],
  ['a lost node', { nodes: [node('a'), node('b', { state: 'lost' })] }, 'Node b is lost'],
  ['a full node', { nodes: [node('a'), node('b', { refusal: 'memory' })] }, 'Node b takes no work'],
  [
    'escalated errors',
    { escalated: { total: 2, items: [{ label: 'job', message: 'no', updatedAt: AT } as ErrorRecord] } },
    '2 escalated errors',
  ],
  [
    'critical errors',
    { recovery: recovery({ open: { low: 0, medium: 0, high: 0, critical: 1 } }) },
    '1 critical error open',
  ],
  ['an open breaker', { breakers: [breaker()] }, 'Breaker payments is open'],
  ['one pinned open', { breakers: [breaker({ state: 'closed', pin: 'open' })] }, 'Breaker payments is open'],
  ['amber letters', { letters: letters(50) }, '50 dead letters, amber'],
  ['red letters', { letters: letters(120) }, '120 dead letters, red'],
  [
    'a stopped scheduler',
    { scheduler: { running: false, changedAt: AT } as never },
    'The scheduler is stopped',
  ],
  ['stopped recovery', { recovery: recovery({ running: false, held: 2 }) }, 'Recovery is stopped'],
  [
    'a paused queue',
    { queues: [queue('mail', { paused: { at: AT, by: 'ana', reason: 'down' }, ready: 4 })] },
    'Queue mail is paused by ana',
  ],
  ['a full queue', { queues: [queue('mail', { ready: 100 })] }, 'Queue mail is full'],
  [
    'a drained node',
    {
      nodes: [node('a'), node('b', { state: 'draining', draining: { by: 'kim', since: AT, reason: null } })],
    },
    'Node b is drained by kim',
  ],
])('%s needs somebody', (_, more, title) => expect(titles(more)).toEqual([title]));

test('what is wrong with the installation comes before what somebody did on purpose', () =>
  expect(
    titles({
      queues: [queue('mail', { paused: { at: AT, by: 'ana', reason: null } })],
      breakers: [breaker()],
      nodes: [node('a'), node('b', { state: 'lost' })],
    }),
  ).toEqual(['Node b is lost', 'Breaker payments is open', 'Queue mail is paused by ana']));

test.each([
  [health({}, 'down'), 'Down'],
  [health({}, 'degraded'), 'Degraded'],
])('the verdict is that of the health', (now, word) => expect(overviewVerdict(now, []).word).toBe(word));

test('without a worker nothing is healthy', () =>
  expect(overviewVerdict(health(), needsOf({ ...calm, nodes: [] })).word).toBe('Standing still'));
