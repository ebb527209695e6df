import { type Blackout, TuttiError } from '@tutti/contract';
import { compileCron } from './cron.ts';
import type { Zones } from './time-zone.ts';

/** A test for instants (ms) in which nothing of the schedule runs. Ends of blackouts are exclusive. */
export function compileBlackouts(
  blackouts: readonly Blackout[],
  zones: Zones,
  defaultTimezone: string,
): (at: number) => boolean {
  const tests = blackouts.map((blackout, index) =>
    compileBlackout(blackout, `blackouts.${index}`, zones, defaultTimezone),
  );
  return (at) => tests.some((test) => test(at));
}

function compileBlackout(
  blackout: Blackout,
  field: string,
  zones: Zones,
  defaultTimezone: string,
): (at: number) => boolean {
  if ('from' in blackout) {
    const from = Date.parse(blackout.from);
    const until = Date.parse(blackout.until);
    if (until <= from) {
      throw new TuttiError('VALIDATION_FAILED', `${field}: until lies before from.`, {
        errors: [{ field: `${field}.until`, message: 'must be later than from', fix: 'swap the two' }],
      });
    }
    return (at) => at >= from && at < until;
  }
  const plan = compileBlackoutCron(blackout.cron, field, () =>
    compileCron(blackout.cron, zones.get(blackout.timezone ?? defaultTimezone, `${field}.timezone`), 'wall'),
  );
  return (at) => {
    const start = plan.next(at - blackout.durationMs);
    return start !== null && start <= at;
  };
}

/** Errors of the expression speak of this blackout's field. */
function compileBlackoutCron<T>(cron: string, field: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof TuttiError) || error.code !== 'SCHEDULE_CRON_INVALID') throw error;
    const errors = (error.errors ?? []).map((bad) => ({ ...bad, field: `${field}.cron` }));
    throw new TuttiError(error.code, `${field}: the cron expression ${JSON.stringify(cron)} is invalid.`, {
      errors,
      cause: error,
    });
  }
}
