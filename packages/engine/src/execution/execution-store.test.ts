import type { HotConnection } from '@tutti/database';
import { beforeAll, describe, expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { uuidGenerator } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin } from '../queue/index.ts';
import { promoteDue } from '../queue/promote-store.ts';
import { cancelExecutions } from './cancel-execution.ts';
import {
  CLAIM,
  type ClaimedRow,
  FINISH,
  PUT_BACK,
  RENEW,
  RESCUE,
  type RescuedRow,
  SAVE_STEPS,
  STILL_LIVE,
  saveProgress,
} from './execution-store.ts';

const { setup } = engineTests();
const newId = uuidGenerator();
const LEASE_MS = 30_000;
const HOUR_MS = 3_600_000;
const FAILURE = JSON.stringify({ code: 'X', message: 'boom', permanent: false });

let t: Bundle;
let hot: HotConnection;
beforeAll(async () => {
  t = await setup();
  hot = t.database.hot('test');
});

interface Held {
  id: number;
  fence: number;
  leaseId: number;
}

let cells = 0;

/** One execution of a task type of its own, so that cells of the matrix do not meet. */
async function enqueue(
  extra: Partial<NewExecution> = {},
): Promise<{ id: number; executionId: string; taskType: string }> {
  const taskType = `cell-${++cells}`;
  const executionId = newId();
  const execution: NewExecution = {
    executionId,
    taskType,
    taskConfig: '{}',
    queue: 'default',
    priority: 5,
    ...extra,
  };
  const [row] = await enqueueWithin(t.database, [execution]);
  return { id: (row as { id: number }).id, executionId, taskType };
}

async function claim(taskType: string, node = 'node-a'): Promise<Held | undefined> {
  const [row] = await hot.run<ClaimedRow>(CLAIM, [[taskType], 10, node, LEASE_MS]);
  return row && { id: row.id, fence: row.fence, leaseId: row.lease_id };
}

const finish = (held: Held, status: 'completed' | 'failed' | 'timeout'): Promise<unknown[]> =>
  hot.run(FINISH, [
    [held.id],
    [held.fence],
    [10],
    [0],
    [status],
    [status === 'completed' ? '1' : null],
    [status === 'completed' ? null : FAILURE],
    'node-a',
    [],
  ]);

interface Back {
  hold?: 'until' | 'sleep' | 'event';
  delayMs?: number | null;
  spent?: string;
  pattern?: string;
}
const putBack = (held: Held, { hold, delayMs = 0, spent, pattern }: Back = {}): Promise<unknown[]> =>
  hot.run(PUT_BACK, [
    [held.id],
    [held.fence],
    [held.leaseId],
    [hold ?? null],
    [delayMs],
    [spent !== undefined],
    [spent ?? null],
    [spent ? FAILURE : null],
    [5],
    'node-a',
    [pattern ? `event:${pattern}` : null],
    [pattern ?? null],
    [null],
    [null],
    [null],
  ]);

/** Lets the leases that name the execution run out, and takes over what has run out. */
async function rescueExpired(id: number): Promise<Held | undefined> {
  await t.database.query(`update leases set expires_at = now() - interval '1 s' where $1 = any (ids)`, [id]);
  const rows = await hot.run<RescuedRow>(RESCUE, ['node-b', LEASE_MS]);
  const mine = rows.find((row) => row.id === id);
  return mine && { id, fence: mine.fence, leaseId: mine.lease_id };
}

/** Everything that is known of an execution; two equal pictures mean that nothing changed. */
interface Picture {
  place: 'live' | 'history';
  status: string;
  hold: string | null;
  attempt: number;
  fence: number;
  ready: boolean;
  leases: number;
  attempts: string[];
  steps: number;
  waits: number;
  progress: string | null;
  events: Record<string, number>;
}
const PICTURE = `
  with e as (
    select 'live' as place, id, execution_id, status::text, hold, attempt, fence, progress::text as progress from live_executions where id = $1
    union all select 'history', id, execution_id, status::text, null, attempt, fence, null from execution_history where id = $1)
  select place, status, hold, attempt, fence, progress,
         exists (select from ready_executions r where r.id = e.id) as ready,
         (select count(*)::int from leases l where e.id = any (l.ids)) as leases,
         array(select attempt || ':' || outcome from execution_attempts a where a.execution_id = e.id order by attempt) as attempts,
         (select count(*)::int from execution_steps s where s.execution_id = e.id) as steps,
         (select count(*)::int from execution_waits w where w.execution_id = e.id) as waits,
         (select coalesce(json_object_agg(type, n), '{}') from (
            select type, count(*)::int as n from events where e.execution_id = any (ids) group by type) x) as events
    from e`;
const pictureOf = (id: number): Promise<Picture> => t.row<Picture>(PICTURE, [id]);

/** A state, how one gets there, who held the execution before and who holds it now. */
interface Place {
  id: number;
  taskType: string;
  stale: Held;
  current?: Held;
}

/** Enqueued, claimed, and given back ready: its first holder is stale from here on. */
async function once(extra: Partial<NewExecution> = {}): Promise<Place & { next: Held }> {
  const { id, taskType } = await enqueue(extra);
  const stale = (await claim(taskType)) as Held;
  await putBack(stale);
  const next = (await claim(taskType)) as Held;
  return { id, taskType, stale, next };
}
const ended = (end: (next: Held) => Promise<unknown>) => async (): Promise<Place> => {
  const { next, ...place } = await once();
  await end(next);
  return { ...place, stale: next };
};

const STATES = {
  queued: ended((next) => putBack(next)),
  scheduled: ended((next) => putBack(next, { hold: 'until', delayMs: HOUR_MS })),
  retrying: ended((next) => putBack(next, { hold: 'until', delayMs: HOUR_MS, spent: 'failed' })),
  sleeping: ended((next) => putBack(next, { hold: 'sleep', delayMs: HOUR_MS })),
  waiting: ended((next) => putBack(next, { hold: 'event', delayMs: HOUR_MS, pattern: 'order.paid' })),
  gated: ended(async (next) => {
    await putBack(next);
    await t.database.query(
      `with gone as (delete from ready_executions where id = $1) update live_executions set hold = 'gate' where id = $1`,
      [next.id],
    );
  }),
  paused: ended(async (next) => {
    await putBack(next);
    await t.database.query(
      `with gone as (delete from ready_executions where id = $1) update live_executions set status = 'paused' where id = $1`,
      [next.id],
    );
  }),
  running: async () => {
    const { next, ...place } = await once();
    return { ...place, current: next };
  },
  'taken over': async () => {
    const { next, ...place } = await once();
    return { ...place, stale: next, current: (await rescueExpired(next.id)) as Held };
  },
  completed: ended((next) => finish(next, 'completed')),
  failed: ended((next) => finish(next, 'failed')),
  timeout: ended((next) => finish(next, 'timeout')),
  cancelled: ended((next) => cancelExecutions(t.database, [next.id], 'enough', 'ada')),
} satisfies Record<string, () => Promise<Place>>;
type State = keyof typeof STATES;
const ALL = Object.keys(STATES) as State[];
const FINAL: State[] = ['completed', 'failed', 'timeout', 'cancelled'];
const HELD: State[] = ['running', 'taken over'];

type Change = (before: Picture) => Partial<Picture>;
const told = (before: Picture, type: string): Record<string, number> => ({
  ...before.events,
  [type]: (before.events[type] ?? 0) + 1,
});
const off: Partial<Picture> = { ready: false, leases: 0, waits: 0 };

const toQueued: Change = (before) => ({ ...off, hold: null, ready: true, fence: before.fence + 1 });
const toRunning: Change = (before) => ({
  ready: false,
  leases: 1,
  events: told(before, 'execution.started'),
});
const toHold =
  (hold: string, waits = 0): Change =>
  (before) => ({ ...off, hold, waits, fence: before.fence + 1 });
const toRetry =
  (outcome: string, change: Change): Change =>
  (before) => ({
    ...change(before),
    attempt: before.attempt + 1,
    attempts: [...before.attempts, `${before.attempt}:${outcome}`],
    events: told(before, 'execution.retrying'),
  });
const toFinal =
  (status: string, type = `execution.${status}`): Change =>
  (before) => ({
    ...off,
    place: 'history',
    status,
    hold: null,
    progress: null,
    events: told(before, type),
  });

/** Finished work leaves its id in the lease, which means nothing once it is not live. */
const withoutLeases = ({ leases: _, ...rest }: Picture): Omit<Picture, 'leases'> => rest;
function expectChange(before: Picture, after: Picture, change: Change | undefined): void {
  const wanted = { ...before, ...change?.(before) };
  if (wanted.place === 'history') expect(withoutLeases(after)).toEqual(withoutLeases(wanted));
  else expect(after).toEqual(wanted);
}

async function tryCommand(
  state: State,
  command: (place: Place) => Promise<unknown>,
  change: Change | undefined,
): Promise<void> {
  const place = await STATES[state]();
  const before = await pictureOf(place.id);
  await command(place);
  expectChange(before, await pictureOf(place.id), change);
}

/** What those who hold a run may say of it. */
const WORDS: Record<string, { say: (held: Held) => Promise<unknown>; change: Change; final?: true }> = {
  complete: { say: (held) => finish(held, 'completed'), change: toFinal('completed') },
  fail: { say: (held) => finish(held, 'failed'), change: toFinal('failed') },
  'time out': { say: (held) => finish(held, 'timeout'), change: toFinal('timeout', 'execution.timed_out') },
  'give back': { say: (held) => putBack(held), change: toQueued },
  'retry at once': { say: (held) => putBack(held, { spent: 'lost' }), change: toRetry('lost', toQueued) },
  'retry later': {
    say: (held) => putBack(held, { hold: 'until', delayMs: 1000, spent: 'failed' }),
    change: toRetry('failed', toHold('until')),
  },
  sleep: { say: (held) => putBack(held, { hold: 'sleep', delayMs: 1000 }), change: toHold('sleep') },
  wait: {
    say: (held) => putBack(held, { hold: 'event', delayMs: null, pattern: 'a.b' }),
    change: toHold('event', 1),
  },
  'save a step': {
    say: (held) => hot.run(SAVE_STEPS, [[held.id], [held.fence], ['s'], ['1']]),
    change: (before) => ({ steps: before.steps + 1 }),
  },
  'report progress': {
    say: (held) => saveProgress(t.database, held.id, held.fence, { percent: 1, message: null }),
    change: (before) => ({
      progress: '{"percent":1,"message":null}',
      events: told(before, 'execution.progressed'),
    }),
  },
};

describe('from outside', () => {
  test.each(ALL)('claim of one that is %s', (state) =>
    tryCommand(state, ({ taskType }) => claim(taskType), state === 'queued' ? toRunning : undefined),
  );

  test.each(ALL)('cancel of one that is %s', async (state) => {
    const change = FINAL.includes(state) ? undefined : toFinal('cancelled');
    await tryCommand(
      state,
      async ({ id }) => {
        expect(await cancelExecutions(t.database, [id], 'no', 'ada')).toEqual(change ? [id] : []);
        expect(await cancelExecutions(t.database, [id], 'again', 'ada')).toEqual([]);
      },
      change,
    );
  });

  test.each(ALL)('rescue of one that is %s while its lease stands', (state) =>
    tryCommand(state, () => hot.run(RESCUE, ['node-b', LEASE_MS]), undefined),
  );

  test.each(ALL)('rescue of one that is %s when its leases ran out', (state) =>
    tryCommand(
      state,
      ({ id }) => rescueExpired(id),
      HELD.includes(state) ? (before) => ({ fence: before.fence + 1 }) : undefined,
    ),
  );

  test.each(ALL)('promotion of one that is %s before its time', (state) =>
    tryCommand(state, () => promoteDue(t.database, 100), undefined),
  );

  test.each(ALL)('promotion of one that is %s at its time', async (state) => {
    const due = ['scheduled', 'retrying', 'sleeping', 'waiting'].includes(state);
    // Who waited for an event gets an empty step, and so sees the timeout.
    const change: Change = (before) => ({
      hold: null,
      ready: true,
      waits: 0,
      steps: before.steps + (state === 'waiting' ? 1 : 0),
    });
    await tryCommand(
      state,
      async ({ id }) => {
        await t.database.query(`update live_executions set run_at = now() - interval '1 ms' where id = $1`, [
          id,
        ]);
        await promoteDue(t.database, 100);
      },
      due ? change : undefined,
    );
  });
});

describe.each(Object.keys(WORDS))('%s', (word) => {
  const { say, change } = WORDS[word] as (typeof WORDS)[string];

  test.each(ALL)('by a late holder of one that is %s is refused without a trace', (state) =>
    tryCommand(state, ({ stale }) => say(stale), undefined),
  );

  test.each(HELD)('by the holder of one that is %s happens, and only once', async (state) => {
    const { id, current } = (await STATES[state]()) as Required<Place>;
    const before = await pictureOf(id);
    await say(current);
    const after = await pictureOf(id);
    expectChange(before, after, change);
    if (word === 'report progress') return;
    // An answer that got lost is sent again.
    await say(current);
    expect(await pictureOf(id)).toEqual(after);
  });
});

test('after all of that every invariant holds', async () => {
  expect(await brokenRules(t.database)).toEqual([]);
});

test('renewal and the list of what still lives tell a holder what it lost', async () => {
  const [kept, cancelled, overtaken] = await Promise.all([once(), once(), once()]);
  await cancelExecutions(t.database, [cancelled.id], 'no', 'ada');
  await rescueExpired(overtaken.id);
  const leases = [kept, cancelled, overtaken].map(({ next }) => next.leaseId);
  const renewed = (await hot.run<{ id: number }>(RENEW, [leases, LEASE_MS])).map((lease) => lease.id);
  expect(renewed).toEqual(expect.arrayContaining([kept.next.leaseId, cancelled.next.leaseId]));
  expect(renewed).not.toContain(overtaken.next.leaseId);
  const live = await hot.run<Held>(STILL_LIVE, [[kept.id, cancelled.id, overtaken.id]]);
  expect(live.map(({ id, fence }) => [id, fence]).sort()).toEqual(
    [
      [kept.id, kept.next.fence],
      [overtaken.id, overtaken.next.fence + 1],
    ].sort(),
  );
});

test('of all that is said of one execution at the same time exactly one thing happens', async () => {
  const second = t.database.hot('second');
  for (let round = 0; round < 60; round++) {
    const { id, next, taskType } = await once();
    const before = await pictureOf(id);
    await Promise.all([
      finish(next, 'completed'),
      second.run(PUT_BACK, [
        [id],
        [next.fence],
        [next.leaseId],
        ['until'],
        [1000],
        [true],
        ['failed'],
        [FAILURE],
        [5],
        'node-a',
        [null],
        [null],
        [null],
        [null],
        [null],
      ]),
      cancelExecutions(t.database, [id], 'no', 'ada'),
      rescueExpired(id),
      claim(taskType, 'node-b'),
    ]);
    const after = await pictureOf(id);
    const finals = ['execution.completed', 'execution.cancelled'].reduce(
      (sum, type) => sum + (after.events[type] ?? 0),
      0,
    );
    expect(finals).toBe(after.place === 'history' ? 1 : 0);
    expect(after.fence - before.fence).toBeLessThanOrEqual(2);
  }
  expect(await brokenRules(t.database)).toEqual([]);
  await second.close();
});
