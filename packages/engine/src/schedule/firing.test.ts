import type { CatchUpPolicy, OverlapPolicy } from '@tutti/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DueSchedule, type Halt, decideFiring } from './firing.ts';

/** Slots every ten seconds, at 0, 10, 20, ...; times are seconds here. */
const STEP = 10_000;
const seconds = (s: number): number => s * 1000;

function due(extra: Partial<DueSchedule> = {}): DueSchedule {
  return {
    nextRunAt: 0,
    overlapPolicy: 'allow',
    catchUpPolicy: 'latest',
    catchUpLimit: 3,
    endsAt: null,
    maxRuns: null,
    runCount: 0,
    busy: 0,
    next: (after) => (Math.floor(after / STEP) + 1) * STEP,
    blackedOut: () => false,
    ...extra,
  };
}

/** What became of the slots, as short text: `run 10`, `queued 20`, `overlap 0-30 x4`, and the next one. */
function told(schedule: DueSchedule, now: number, halt: Halt | null = null): string[] {
  const { runs, skips, nextRunAt, cancelPrevious } = decideFiring(schedule, now, halt);
  const lines = [
    ...skips.map(({ reason, from, until, count }) => ({
      at: from,
      line: `${reason} ${from / 1000}${count > 1 ? `-${until / 1000} x${count}` : ''}`,
    })),
    ...runs.map(({ slot, gated }) => ({ at: slot, line: `${gated ? 'queued' : 'run'} ${slot / 1000}` })),
  ];
  return [
    ...lines.sort((a, b) => a.at - b.at).map(({ line }) => line),
    ...(cancelPrevious ? ['cancel previous'] : []),
    `next ${nextRunAt === null ? 'none' : nextRunAt / 1000}`,
  ];
}

describe('overlap and catch-up', () => {
  /** Overlap policy, catch-up policy, unfinished runs, now in seconds, what happens. */
  test.each<[OverlapPolicy, CatchUpPolicy, number, number, string[]]>([
    // One slot, in time.
    ['skip', 'latest', 0, 0, ['run 0', 'next 10']],
    ['skip', 'latest', 1, 0, ['overlap 0', 'next 10']],
    ['queue', 'latest', 0, 0, ['run 0', 'next 10']],
    ['queue', 'latest', 1, 0, ['queued 0', 'next 10']],
    ['queue', 'latest', 5, 0, ['queued 0', 'next 10']],
    ['allow', 'latest', 1, 0, ['run 0', 'next 10']],
    ['cancel_previous', 'latest', 0, 0, ['run 0', 'next 10']],
    ['cancel_previous', 'latest', 1, 0, ['run 0', 'cancel previous', 'next 10']],
    ['skip', 'skip', 0, 0, ['run 0', 'next 10']],
    ['skip', 'all', 0, 0, ['run 0', 'next 10']],
    // After downtime: five slots are due.
    ['skip', 'latest', 0, 45, ['catch_up 0-30 x4', 'run 40', 'next 50']],
    ['skip', 'latest', 1, 45, ['catch_up 0-30 x4', 'overlap 40', 'next 50']],
    ['queue', 'latest', 1, 45, ['catch_up 0-30 x4', 'queued 40', 'next 50']],
    ['allow', 'latest', 1, 45, ['catch_up 0-30 x4', 'run 40', 'next 50']],
    ['cancel_previous', 'latest', 1, 45, ['catch_up 0-30 x4', 'run 40', 'cancel previous', 'next 50']],
    ['skip', 'all', 0, 45, ['catch_up 0-10 x2', 'run 20', 'queued 30', 'queued 40', 'next 50']],
    ['skip', 'all', 1, 45, ['catch_up 0-10 x2', 'overlap 20-40 x3', 'next 50']],
    ['queue', 'all', 0, 45, ['catch_up 0-10 x2', 'run 20', 'queued 30', 'queued 40', 'next 50']],
    ['queue', 'all', 1, 45, ['catch_up 0-10 x2', 'queued 20', 'queued 30', 'queued 40', 'next 50']],
    ['allow', 'all', 1, 45, ['catch_up 0-10 x2', 'run 20', 'run 30', 'run 40', 'next 50']],
    [
      'cancel_previous',
      'all',
      1,
      45,
      ['catch_up 0-10 x2', 'overlap 20-30 x2', 'run 40', 'cancel previous', 'next 50'],
    ],
    ['cancel_previous', 'all', 0, 45, ['catch_up 0-10 x2', 'overlap 20-30 x2', 'run 40', 'next 50']],
    ['skip', 'skip', 0, 45, ['catch_up 0-30 x4', 'run 40', 'next 50']],
  ])('%s, %s, %i unfinished, at %i s: %j', (overlapPolicy, catchUpPolicy, busy, now, wanted) => {
    expect(told(due({ overlapPolicy, catchUpPolicy, busy }), seconds(now))).toEqual(wanted);
  });

  test('what is not made up for runs if it is less than half a minute late', () => {
    const hourly = due({
      catchUpPolicy: 'skip',
      next: (after) => (Math.floor(after / 3_600_000) + 1) * 3_600_000,
    });
    expect(told(hourly, seconds(30))).toEqual(['run 0', 'next 3600']);
    expect(told(hourly, seconds(30) + 1)).toEqual(['catch_up 0', 'next 3600']);
  });
});

describe('halt', () => {
  const halt = { from: seconds(15), until: seconds(45) };
  test.each<[CatchUpPolicy, number, string[]]>([
    ['latest', 45, ['catch_up 0-10 x2', 'stopped 20-30 x2', 'run 40', 'next 50']],
    ['all', 45, ['catch_up 0-10 x2', 'run 20', 'run 30', 'run 40', 'next 50']],
    ['skip', 45, ['catch_up 0-10 x2', 'stopped 20-30 x2', 'run 40', 'next 50']],
    ['skip', 75, ['catch_up 0-10 x2', 'stopped 20-40 x3', 'catch_up 50-60 x2', 'run 70', 'next 80']],
  ])('%s at %i s: %j', (catchUpPolicy, now, wanted) =>
    expect(told(due({ catchUpPolicy }), seconds(now), halt)).toEqual(wanted),
  );

  test('a slot at its very end is not part of it', () => {
    expect(
      told(due({ catchUpPolicy: 'latest' }), seconds(30), { from: seconds(0), until: seconds(10) }),
    ).toEqual(['stopped 0', 'catch_up 10-20 x2', 'run 30', 'next 40']);
  });
});

describe('limits', () => {
  test.each<[string, Partial<DueSchedule>, number, string[]]>([
    ['the last run ends it', { maxRuns: 3, runCount: 2 }, 0, ['run 0', 'next none']],
    ['there is room for more', { maxRuns: 3, runCount: 1 }, 0, ['run 0', 'next 10']],
    ['it ran often enough', { maxRuns: 3, runCount: 3 }, 0, ['limit 0', 'next none']],
    ['more were run than are allowed now', { maxRuns: 3, runCount: 7 }, 0, ['limit 0', 'next none']],
    [
      'made up for as far as there is room',
      { maxRuns: 3, runCount: 1, catchUpPolicy: 'all' },
      45,
      ['catch_up 0-10 x2', 'run 20', 'run 30', 'limit 40', 'next none'],
    ],
    ['a skipped slot is no run', { maxRuns: 1, overlapPolicy: 'skip', busy: 1 }, 0, ['overlap 0', 'next 10']],
    ['nor is one in a blackout', { maxRuns: 1, blackedOut: () => true }, 0, ['calendar 0', 'next 10']],
    ['the end has not come', { endsAt: seconds(10) }, 0, ['run 0', 'next 10']],
    ['the slot at the end is the last', { endsAt: seconds(9) }, 0, ['run 0', 'next none']],
    [
      'slots beyond the end do not run',
      { endsAt: seconds(15), catchUpPolicy: 'latest' },
      45,
      ['catch_up 0', 'run 10', 'limit 20-40 x3', 'next none'],
    ],
    ['the timing has no further slot', { next: () => null }, 0, ['run 0', 'next none']],
  ])('%s', (_, extra, now, wanted) => expect(told(due(extra), seconds(now))).toEqual(wanted));
});

describe('blackouts', () => {
  const blackedOut = (at: number): boolean => at >= seconds(20) && at < seconds(40);
  test.each<[CatchUpPolicy, number, string[]]>([
    ['latest', 35, ['catch_up 0', 'run 10', 'calendar 20-30 x2', 'next 40']],
    ['all', 45, ['run 0', 'run 10', 'calendar 20-30 x2', 'run 40', 'next 50']],
    ['skip', 45, ['catch_up 0-10 x2', 'calendar 20-30 x2', 'run 40', 'next 50']],
  ])('%s at %i s: %j', (catchUpPolicy, now, wanted) =>
    expect(told(due({ catchUpPolicy, blackedOut }), seconds(now))).toEqual(wanted),
  );
});

describe('more slots than one decision looks at', () => {
  /** Decides until nothing is due any more. */
  function all(
    schedule: DueSchedule,
    now: number,
  ): { runs: number[]; skipped: number; reasons: Set<string> } {
    const found = { runs: [] as number[], skipped: 0, reasons: new Set<string>() };
    let at: number | null = schedule.nextRunAt;
    for (let rounds = 0; at !== null && at <= now; rounds++) {
      expect(rounds).toBeLessThan(100);
      const { runs, skips, nextRunAt } = decideFiring({ ...schedule, nextRunAt: at }, now, null);
      found.runs.push(...runs.map(({ slot }) => slot));
      found.skipped += skips.reduce((sum, { count }) => sum + count, 0);
      for (const { reason } of skips) found.reasons.add(reason);
      at = nextRunAt;
    }
    return found;
  }

  test.each([4999, 5000, 5001, 5002, 5003, 9999, 10_000, 10_001, 12_345])(
    '%i due: the newest run, each of the others is skipped',
    (count) => {
      const now = (count - 1) * STEP;
      expect(all(due({ catchUpPolicy: 'latest' }), now)).toEqual({
        runs: [now],
        skipped: count - 1,
        reasons: new Set(['catch_up']),
      });
      expect(all(due({ catchUpPolicy: 'all', catchUpLimit: 10 }), now).runs).toEqual(
        Array.from({ length: 10 }, (_, index) => now - (9 - index) * STEP),
      );
    },
  );
});

test('whatever the schedule: every due slot ends accounted for, once, and in order', () => {
  const schedules = fc.record({
    overlapPolicy: fc.constantFrom<OverlapPolicy>('skip', 'queue', 'allow', 'cancel_previous'),
    catchUpPolicy: fc.constantFrom<CatchUpPolicy>('latest', 'skip', 'all'),
    catchUpLimit: fc.integer({ min: 1, max: 20 }),
    busy: fc.nat({ max: 3 }),
    maxRuns: fc.option(fc.integer({ min: 1, max: 10 })),
    runCount: fc.nat({ max: 12 }),
    endsAt: fc.option(fc.nat({ max: 600_000 })),
    holes: fc.array(fc.nat({ max: 60 }), { maxLength: 20 }),
  });
  const halts = fc.option(
    fc
      .tuple(fc.nat({ max: 600_000 }), fc.nat({ max: 600_000 }))
      .map(([a, b]) => ({ from: Math.min(a, b), until: Math.max(a, b) })),
  );
  fc.assert(
    fc.property(schedules, halts, fc.nat({ max: 600_000 }), ({ holes, ...extra }, halt, now) => {
      const schedule = due({ ...extra, blackedOut: (at) => holes.includes(at / STEP) });
      const { runs, skips, nextRunAt } = decideFiring(schedule, now, halt);
      const slots = runs.map(({ slot }) => slot);
      for (const { from, until, count } of skips) {
        expect(until).toBe(from + (count - 1) * STEP);
        for (let slot = from; slot <= until; slot += STEP) slots.push(slot);
      }
      slots.sort((a, b) => a - b);
      expect(slots).toEqual(Array.from({ length: Math.floor(now / STEP) + 1 }, (_, index) => index * STEP));
      for (const [index, skip] of skips.entries()) {
        const next = skips[index + 1];
        // Neighbours skipped for one reason are one row.
        if (next && next.from === skip.until + STEP) expect(next.reason).not.toBe(skip.reason);
      }
      expect(
        runs.filter(
          ({ slot }) => schedule.blackedOut(slot) || (schedule.endsAt !== null && slot > schedule.endsAt),
        ),
      ).toEqual([]);
      if (schedule.maxRuns !== null)
        expect(runs.length).toBeLessThanOrEqual(Math.max(0, schedule.maxRuns - schedule.runCount));
      if (schedule.overlapPolicy === 'skip' || schedule.overlapPolicy === 'queue')
        expect(runs.filter(({ gated }) => !gated).length).toBeLessThanOrEqual(1);
      if (nextRunAt !== null) expect(nextRunAt).toBe((Math.floor(now / STEP) + 1) * STEP);
    }),
    { numRuns: 1000 },
  );
});
