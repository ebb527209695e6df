import type { TimelineBar } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { barStatus, eachPart, ghostsBy, runOf, toBar, waitOf, type Bar } from './bars.ts';
import { crowdWords } from './crowd-words.ts';
import { densityOf } from './density.ts';
import { sameTarget, stepFrom, targetAt } from './find-bar.ts';
import { spanHolding, spanReaching } from './first-span.ts';
import { foldsOf, withFold } from './folds.ts';
import { firstReaching, layOut, LANE_HEIGHT, laneTop, MOST_LANES, type Lane } from './layout.ts';
import { sightWords } from './sight-words.ts';
import { ticksOf } from './ticks.ts';
import {
  panned,
  parseTimelineView,
  rangeInAddress,
  rangeOf,
  rangeToRead,
  revealing,
  spanOf,
  zoomed,
} from './timeline-view.ts';

const T0 = Date.parse('2026-11-21T06:00:00Z');
const S = 1000;
const HOUR = 3_600_000;
const iso = (at: number): string => new Date(at).toISOString();

let made = 0;
const bar = (
  from: number,
  started: number | null,
  ended: number | null,
  more: Partial<TimelineBar> = {},
): Bar =>
  toBar({
    id: ++made,
    label: 'work',
    scheduleId: null,
    queue: 'default',
    node: null,
    status: ended === null ? (started === null ? 'pending' : 'running') : 'completed',
    phase: null,
    skipReason: null,
    attempt: 1,
    queuedAt: iso(T0 + from),
    runAt: null,
    startedAt: started === null ? null : iso(T0 + started),
    endedAt: ended === null ? null : iso(T0 + ended),
    ...more,
  });
const layoutOf = (
  bars: Bar[],
  by: 'queue' | 'schedule' | 'node' = 'queue',
  folds: Record<string, boolean> = {},
) => layOut({ bars, ghosts: new Map(), by, folds: new Map(Object.entries(folds)), mostLanes: MOST_LANES });
const idsOf = ({ bars }: Lane): number[] => bars.map(({ source }) => source.id);

describe('the view in the address', () => {
  test('what makes no sense is left out', () => {
    expect(parseTimelineView({ by: 'moon', span: '9h', queue: '', schedule: '-4', show: 'film' })).toEqual(
      {},
    );
    const fixed = { from: '2026-11-21T01:00:00.000Z', until: '2026-11-21T02:00:00.000Z' };
    const view = { by: 'node', span: '1d', queue: 'mail', schedule: '12', show: 'table', ...fixed };
    expect(parseTimelineView(view)).toEqual({ ...view, schedule: 12 });
    expect(parseTimelineView({ from: fixed.until, until: fixed.from })).toEqual({});
    expect(parseTimelineView({ from: fixed.from })).toEqual({});
  });

  test('without a range it follows the present, most of it behind', () => {
    const range = rangeOf({ span: '1h' }, T0);
    expect(range).toEqual({ from: T0 - 0.8 * HOUR, until: T0 + 0.2 * HOUR });
    expect(spanOf(range)).toBe('1h');
    expect(rangeOf(parseTimelineView(rangeInAddress(range)), T0 + HOUR)).toEqual(range);
    expect(spanOf(zoomed(range, 1.3, T0))).toBeUndefined();
  });

  test('an address without a time begins with the smallest span that holds what ran', () => {
    const at = (minutes: number, ended: number | null = minutes + 1): Bar =>
      bar(minutes * 60 * S, minutes * 60 * S, ended === null ? null : ended * 60 * S);
    expect(spanHolding([at(-3), at(-7)], T0)).toBe('10m');
    expect(spanHolding([at(-3), at(-40)], T0)).toBe('1h');
    expect(spanHolding([at(-3), at(-50)], T0)).toBe('4h');
    // What began long ago and goes on, and what is older than anybody would look at by default.
    expect(spanHolding([at(-3), at(-9000, null)], T0)).toBe('4h');
    expect(spanHolding([at(-9), at(-9000)], T0)).toBe('1h');
    expect(spanHolding([at(-300)], T0)).toBeUndefined();
    expect(spanReaching(at(-300), T0)).toBe('1d');
    expect(spanReaching(at(-9000), T0)).toBe('1w');
    expect(spanReaching(undefined, T0)).toBe('1h');
    expect(parseTimelineView({ span: '4h' })).toMatchObject({ span: '4h' });
  });

  test('zooming keeps the instant under the pointer where it is, within limits', () => {
    const range = { from: T0, until: T0 + 4 * HOUR };
    const near = zoomed(range, 0.5, T0 + HOUR);
    expect(near).toEqual({ from: T0 + HOUR / 2, until: T0 + 2.5 * HOUR });
    expect((T0 + HOUR - near.from) / (near.until - near.from)).toBe(0.25);
    const closest = zoomed(range, 1e-9, T0);
    expect(closest.until - closest.from).toBe(60_000);
    const widest = zoomed(range, 1e9, T0);
    expect(widest.until - widest.from).toBe(60 * 24 * HOUR);
  });

  test('a bar out of sight is brought in, one in sight moves nothing', () => {
    const range = { from: T0, until: T0 + HOUR };
    expect(revealing(range, T0 + S, T0 + 2 * S)).toBe(range);
    expect(revealing(range, T0 - HOUR, T0 - HOUR + S)).toEqual(panned(range, -1.1 * HOUR));
    expect(revealing(range, T0 + 2 * HOUR, Infinity)).toEqual(panned(range, 1.9 * HOUR));
  });

  test('a little panning reads nothing new, and what is read covers what is seen', () => {
    const range = { from: T0 + 7, until: T0 + 7 + HOUR };
    const read = rangeToRead(range);
    expect(rangeToRead(panned(range, 5000))).toEqual(read);
    expect(read.from).toBeLessThan(range.from);
    expect(read.until).toBeGreaterThan(range.until);
  });
});

describe('bars', () => {
  test('waiting and running are told apart, earlier attempts count as neither', () => {
    const now = T0 + 100 * S;
    expect(waitOf(bar(0, 5 * S, 9 * S), now)).toBe(5 * S);
    expect(runOf(bar(0, 5 * S, 9 * S), now)).toBe(4 * S);
    expect(runOf(bar(0, 5 * S, null), now)).toBe(95 * S);
    expect(waitOf(bar(0, null, null), now)).toBe(100 * S);
    expect(runOf(bar(0, null, null), now)).toBeUndefined();
    const retried = bar(0, 60 * S, 61 * S, {
      attempt: 2,
      earlier: [{ startedAt: iso(T0 + 2 * S), endedAt: iso(T0 + 4 * S), outcome: 'failed' }],
    });
    expect(waitOf(retried, now)).toBe(2 * S);
    expect(runOf(retried, now)).toBe(S);
    const skipped = bar(0, null, 50 * S, { status: 'skipped', skipReason: 'overlap' });
    expect(skipped.until).toBe(skipped.from);
  });

  test('a bar is drawn as its status is told: by its phase while it waits', () => {
    const waiting = (phase: TimelineBar['phase']) => bar(0, null, null, { phase }).kind;
    expect(
      (
        ['queued', 'scheduled', 'sleeping', 'waiting', 'deferred', 'retrying', 'held', 'unroutable'] as const
      ).map(waiting),
    ).toEqual(['ready', 'pending', 'pending', 'pending', 'pending', 'retrying', 'paused', 'blocked']);
    expect(bar(0, null, null, { status: 'paused' }).kind).toBe('paused');
    expect(barStatus(bar(0, null, null, { phase: 'unroutable' }))).toEqual({
      kind: 'blocked',
      word: 'Unroutable',
    });
  });

  test('its parts are waits and runs by turns, each attempt as it ended', () => {
    const parts = (one: Bar): unknown[][] => {
      const seen: unknown[][] = [];
      eachPart(one, T0 + 100 * S, (part, kind, from, until) =>
        seen.push([part, kind, (from - T0) / S, (until - T0) / S]),
      );
      return seen;
    };
    const ended = (started: number, until: number, outcome: 'timeout' | 'released') => ({
      startedAt: iso(T0 + started * S),
      endedAt: iso(T0 + until * S),
      outcome,
    });
    const earlier = [ended(1, 2, 'timeout'), ended(4, 5, 'released')];
    expect(parts(bar(0, 8 * S, null, { attempt: 3, earlier }))).toEqual([
      ['wait', 'running', 0, 1],
      ['run', 'timeout', 1, 2],
      ['wait', 'running', 2, 4],
      ['run', 'pending', 4, 5],
      ['wait', 'running', 5, 8],
      ['run', 'running', 8, 100],
    ]);
    expect(parts(bar(0, null, 3 * S, { status: 'cancelled' }))).toEqual([
      ['wait', 'cancelled', 0, 3],
      ['run', 'cancelled', 3, 3],
    ]);
    expect(parts(bar(0, null, null, { phase: 'held' }))).toEqual([['wait', 'paused', 0, 100]]);
    expect(parts(bar(0, null, 9 * S, { status: 'skipped' }))).toEqual([['run', 'skipped', 0, 0]]);
  });

  test('due times of one instant are one ghost', () => {
    const item = (at: number, scheduleId: number, queue = 'default') => ({
      at: iso(T0 + at),
      scheduleId,
      name: `s${scheduleId}`,
      priority: 5,
      queue,
    });
    const ghosts = ghostsBy([item(0, 1), item(0, 2), item(S, 1), item(S, 3, 'mail')], ({ queue }) => queue);
    expect(ghosts.get('default')?.map(({ due }) => due.length)).toEqual([2, 1]);
    expect(ghosts.get('mail')?.map(({ at }) => at)).toEqual([T0 + S]);
  });

  test('the verdict counts what is in sight, and what needs a look', () => {
    const range = { from: T0, until: T0 + HOUR };
    expect(sightWords([], range)).toBe('Nothing in sight');
    expect(sightWords([bar(0, 1, 2)], range)).toBe('1 execution in sight: none failed');
    expect(
      sightWords(
        [
          bar(0, 1, 2, { status: 'timeout' }),
          bar(0, 1, null),
          bar(0, null, null),
          bar(-9 * S, -8 * S, -7 * S),
        ],
        range,
      ),
    ).toBe('3 executions in sight: 1 failed, 1 running, 1 waiting');
    expect(sightWords([bar(0, null, null), bar(0, null, null, { phase: 'unroutable' })], range)).toBe(
      '2 executions in sight: 2 waiting (1 unroutable)',
    );
  });
});

describe('the layout', () => {
  test('bars that overlap stand in lanes of their own; a free lane is used again', () => {
    const bars = [
      bar(0, 0, 10 * S),
      bar(5 * S, 5 * S, 6 * S),
      bar(7 * S, 7 * S, 8 * S),
      bar(11 * S, 12 * S, null),
    ];
    const [group] = layoutOf(bars).groups;
    const [a, b, c, d] = bars.map(({ source }) => source.id);
    expect(group?.lanes.map(idsOf)).toEqual([
      [a, d],
      [b, c],
    ]);
  });

  test('groups stand in the order of their names, those of nothing last', () => {
    const bars = [
      bar(0, 1, 2, { queue: 'zoo', node: null }),
      bar(0, 1, 2, { queue: 'ant', node: 'b', scheduleId: 4, label: 'nightly' }),
      bar(0, 1, 2, { queue: 'ant', node: 'a' }),
    ];
    expect(layoutOf(bars).groups.map(({ label, count }) => [label, count])).toEqual([
      ['ant', 2],
      ['zoo', 1],
    ]);
    expect(layoutOf(bars, 'node').groups.map(({ label }) => label)).toEqual(['a', 'b', 'On no node']);
    expect(layoutOf(bars, 'schedule').groups.map(({ label, scheduleId }) => [label, scheduleId])).toEqual([
      ['nightly', 4],
      ['Without a schedule', undefined],
    ]);
    expect(layoutOf(bars, 'queue', { ant: true }).groups[0]?.lanes).toHaveLength(1);
    expect(layoutOf(bars).groups[0]?.lanes).toHaveLength(2);
  });

  test('what is too high stands folded, unless somebody chose otherwise', () => {
    const many = (count: number): Bar[] =>
      Array.from({ length: count }, (_, index) => bar(index, null, null));
    const of = (bars: Bar[], folds: Record<string, boolean> = {}) => layoutOf(bars, 'queue', folds).groups[0];
    expect(of(many(MOST_LANES))).toMatchObject({ folded: false, laneCount: MOST_LANES });
    const folded = of(many(MOST_LANES + 1));
    expect(folded).toMatchObject({ folded: true, laneCount: MOST_LANES + 1, count: MOST_LANES + 1 });
    expect(folded?.lanes).toHaveLength(1);
    expect(folded?.height).toBeLessThan(3 * LANE_HEIGHT);
    expect(of(many(MOST_LANES + 1), { default: false })?.lanes).toHaveLength(MOST_LANES + 1);
    expect(of(many(2), { default: true })).toMatchObject({ folded: true, laneCount: 2 });
    // Nothing overlaps any more, so that there is nothing to unfold.
    expect(of(many(1), { default: true })).toMatchObject({ folded: false, laneHeight: LANE_HEIGHT });
  });

  test('10,000 that all overlap are laid out while nobody notices', () => {
    const bars = Array.from({ length: 10_000 }, (_, index) => bar(index, index, null));
    const before = performance.now();
    expect(layoutOf(bars, 'queue', { default: false }).groups[0]?.lanes).toHaveLength(10_000);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('the first bar in sight is found although a long one began before', () => {
    const bars = [bar(0, 0, 100 * S), bar(S, S, 2 * S), bar(50 * S, 50 * S, 51 * S)];
    const lane = layoutOf(bars, 'queue', { default: true }).groups[0]?.lanes[0] as Lane;
    expect(firstReaching(lane, T0 + 60 * S)).toBe(0);
    expect(firstReaching(lane, T0 + 101 * S)).toBe(3);
  });
});

describe('pointing and stepping', () => {
  const bars = [bar(0, 0, 10 * S), bar(20 * S, 21 * S, 30 * S), bar(2 * S, 2 * S, 25 * S, { queue: 'mail' })];
  const layout = layoutOf(bars);
  const now = T0 + 40 * S;
  const idAt = (y: number, at: number): number | undefined => {
    const target = targetAt(layout, { y, at: T0 + at, slackMs: S, now });
    return target?.kind === 'bar' ? target.bar.source.id : undefined;
  };

  test('a bar is hit on it and just beside it', () => {
    const [first, second] = layout.groups.map((group) => laneTop(group, 0) + LANE_HEIGHT / 2) as [
      number,
      number,
    ];
    expect(idAt(first, 5 * S)).toBe(bars[0]?.source.id);
    expect(idAt(first, 10.5 * S)).toBe(bars[0]?.source.id);
    expect(idAt(first, 15 * S)).toBeUndefined();
    expect(idAt(second, 5 * S)).toBe(bars[2]?.source.id);
    expect(idAt(9999, 5 * S)).toBeUndefined();
  });

  test('on a folded group several at once are told together, one alone as itself', () => {
    const crowded = layoutOf([...bars, bar(4 * S, 5 * S, 6 * S)], 'queue', { default: true });
    const at = (ms: number) => targetAt(crowded, { y: 30, at: T0 + ms, slackMs: S, now });
    const [here, there] = [at(4 * S), at(5.5 * S)];
    expect(here?.kind === 'crowd' && here.crowd.bars.map(({ source }) => source.id)).toEqual([
      bars[0]?.source.id,
      made,
    ]);
    expect(here && there && sameTarget(here, there)).toBe(true);
    expect(at(22 * S)).toMatchObject({ kind: 'bar', bar: bars[1] });
    expect(at(35 * S)).toBeUndefined();
  });

  test('arrows go along a lane and between lanes, and stop at the ends', () => {
    const [a, b, m] = bars as [Bar, Bar, Bar];
    expect(stepFrom(layout, undefined, 'next')).toBe(b);
    expect(stepFrom(layout, a, 'next')).toBe(b);
    expect(stepFrom(layout, b, 'next')).toBe(b);
    expect(stepFrom(layout, b, 'down')).toBe(m);
    expect(stepFrom(layout, m, 'up')).toBe(a);
    expect(stepFrom(layout, m, 'down')).toBe(m);
    expect(stepFrom(layout, m, 'first')).toBe(a);
    expect(stepFrom(layoutOf([]), undefined, 'next')).toBeUndefined();
  });
});

describe('folds', () => {
  test('stand in the address, whatever a group is called, and the last choice holds', () => {
    const first = withFold({}, 'mail', true);
    expect(first).toEqual({ fold: 'mail', unfold: undefined });
    const named = withFold(withFold(first, 'a,b 50%', false), '', false);
    expect(foldsOf(parseTimelineView({ ...named }))).toEqual(
      new Map([
        ['mail', true],
        ['a,b 50%', false],
        ['', false],
      ]),
    );
    expect(withFold(named, 'mail', false).fold).toBeUndefined();
    expect([...foldsOf({ fold: '%zz,,ok' }).keys()]).toEqual(['ok']);
  });
});

describe('a folded group', () => {
  test('is counted by column: failures first, waits above what ran', () => {
    const bars = [
      bar(0, 10 * S, 20 * S),
      bar(0, 10 * S, 30 * S, { status: 'failed' }),
      bar(15 * S, 15 * S, 25 * S),
    ];
    const lane = layoutOf(bars, 'queue', { default: true }).groups[0]?.lanes[0] as Lane;
    const range = { from: T0, until: T0 + 40 * S };
    const { layers, totals } = densityOf(lane, { range, width: 8, now: T0 + 40 * S });
    expect(layers.map(({ part, kind, counts }) => [part, kind, [...counts.subarray(0, 8)]])).toEqual([
      ['run', 'failed', [0, 0, 1, 1, 1, 1, 0, 0]],
      ['run', 'completed', [0, 0, 1, 2, 1, 0, 0, 0]],
      ['wait', 'failed', [1, 1, 0, 0, 0, 0, 0, 0]],
      ['wait', 'completed', [1, 1, 0, 0, 0, 0, 0, 0]],
    ]);
    expect([...totals]).toEqual([2, 2, 2, 3, 2, 1, 0, 0]);
  });

  test('shows what was too short for a column, and what began before or goes on', () => {
    const bars = [bar(S, S, S + 1), bar(-90 * S, -80 * S, null), bar(39.9 * S, null, null)];
    const lane = layoutOf(bars, 'queue', { default: true }).groups[0]?.lanes[0] as Lane;
    const range = { from: T0, until: T0 + 40 * S };
    const counts = Object.fromEntries(
      densityOf(lane, { range, width: 8, now: T0 + 40 * S }).layers.map(({ kind, counts: all }) => [
        kind,
        [...all.subarray(0, 8)],
      ]),
    );
    expect(counts).toEqual({
      completed: [1, 1, 0, 0, 0, 0, 0, 0],
      running: [1, 1, 1, 1, 1, 1, 1, 1],
      pending: [0, 0, 0, 0, 0, 0, 0, 1],
    });
  });

  test('names the statuses in it, the most first', () => {
    const retrying = { status: 'pending', phase: 'retrying' } as const;
    const bars = [
      bar(0, 1, 2),
      bar(0, null, null, { ...retrying, attempt: 2 }),
      bar(0, null, null, { ...retrying, attempt: 3 }),
    ];
    expect(crowdWords(bars)).toEqual([
      { kind: 'retrying', word: 'Retrying', count: 2 },
      { kind: 'completed', word: 'Completed', count: 1 },
    ]);
  });
});

describe('ticks', () => {
  const labels = (from: string, hours: number, zone: string): string[] => {
    const at = Date.parse(from);
    return ticksOf({ from: at, until: at + hours * HOUR }, 500, zone).map(({ label }) => label);
  };

  test('are round on the clocks of the zone; the date stands where a day begins', () => {
    expect(labels('2026-11-20T20:10:00Z', 4, 'Asia/Kolkata')).toEqual(['02:00', '03:00', '04:00', '05:00']);
    expect(labels('2026-11-20T21:10:00Z', 4, 'Europe/Berlin')).toEqual(['23:00', '21 Nov', '01:00', '02:00']);
  });

  test('stay round when the clocks change', () => {
    expect(labels('2026-10-25T00:30:00Z', 4, 'Europe/Berlin')).toEqual(['03:00', '04:00', '05:00']);
    expect(labels('2026-03-28T23:30:00Z', 4, 'Europe/Berlin')).toEqual(['01:00', '03:00', '04:00', '05:00']);
  });
});
