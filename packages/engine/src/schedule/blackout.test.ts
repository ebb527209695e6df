import { expect, test } from 'vitest';
import { compileBlackouts } from './blackout.ts';
import { Zones } from './time-zone.ts';

const zones = new Zones();
const at = (iso: string): number => Date.parse(iso);
const HOUR = 3_600_000;

test('a range holds its start and not its end', () => {
  const blackedOut = compileBlackouts(
    [{ from: '2026-12-24T00:00:00Z', until: '2026-12-27T00:00:00Z' }],
    zones,
    'UTC',
  );
  expect(
    [
      '2026-12-23T23:59:59.999Z',
      '2026-12-24T00:00:00Z',
      '2026-12-26T23:59:59.999Z',
      '2026-12-27T00:00:00Z',
    ].map((iso) => blackedOut(at(iso))),
  ).toEqual([false, true, true, false]);
});

test('a repeating one lasts from each of its starts, by the clocks of its zone or the default one', () => {
  const inBerlin = compileBlackouts(
    [{ cron: '0 22 * * FRI', durationMs: 10 * HOUR, timezone: 'Europe/Berlin' }],
    zones,
    'UTC',
  );
  const byDefault = compileBlackouts(
    [{ cron: '0 22 * * FRI', durationMs: 10 * HOUR }],
    zones,
    'Europe/Berlin',
  );
  for (const blackedOut of [inBerlin, byDefault]) {
    expect(
      ['2026-07-03T19:59:59Z', '2026-07-03T20:00:00Z', '2026-07-04T05:59:59Z', '2026-07-04T06:00:00Z'].map(
        (iso) => blackedOut(at(iso)),
      ),
    ).toEqual([false, true, true, false]);
    expect(
      ['2026-01-02T20:59:59Z', '2026-01-02T21:00:00Z', '2026-01-03T07:00:00Z'].map((iso) =>
        blackedOut(at(iso)),
      ),
    ).toEqual([false, true, false]);
  }
});

test('several are one', () => {
  const blackedOut = compileBlackouts(
    [
      { cron: '0 0 * * *', durationMs: HOUR },
      { from: '2026-01-01T12:00:00Z', until: '2026-01-01T13:00:00Z' },
    ],
    zones,
    'UTC',
  );
  expect(
    [0.5, 6, 12.5, 23.9, 24.5].map((hours) => blackedOut(at('2026-01-01T00:00:00Z') + hours * HOUR)),
  ).toEqual([true, false, true, false, true]);
  expect(compileBlackouts([], zones, 'UTC')(0)).toBe(false);
});

test.each([
  [{ from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'VALIDATION_FAILED', 'blackouts.1.until'],
  [{ from: '2026-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'VALIDATION_FAILED', 'blackouts.1.until'],
  [{ cron: '60 * * * *', durationMs: HOUR }, 'SCHEDULE_CRON_INVALID', 'blackouts.1.cron'],
  [
    { cron: '0 0 * * *', durationMs: HOUR, timezone: 'Europe/Berln' },
    'TIMEZONE_INVALID',
    'blackouts.1.timezone',
  ],
])('%j is refused: %s at %s', (bad, code, field) => {
  try {
    compileBlackouts([{ cron: '0 0 * * *', durationMs: HOUR }, bad], zones, 'UTC');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code, errors: [{ field }] });
  }
});
