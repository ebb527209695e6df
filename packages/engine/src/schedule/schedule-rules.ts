import {
  type FieldError,
  type OverlapPolicy,
  ScheduleInput,
  type ScheduleDraft,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import type { CompiledSchedule, Plans } from './plans.ts';
import { parseScheduleConfig } from './timing.ts';

/** A schedule with every default applied. */
export type ScheduleDefinition = ScheduleInput & { overlapPolicy: OverlapPolicy };

/** Parses what a caller gave; errors name each bad field. */
export function parseSchedule(draft: ScheduleDraft): ScheduleDefinition {
  const input = parseAs(ScheduleInput, draft, { what: 'The schedule does not fit its schema' });
  const { overlapPolicy, startsAt, endsAt, scheduleType, concurrencyKey, concurrencyLimit } = input;
  if (concurrencyLimit !== null && concurrencyKey === null) throw limitWithoutKey();
  return {
    ...input,
    concurrencyLimit: concurrencyKey === null ? null : (concurrencyLimit ?? 1),
    startsAt: normal(startsAt),
    endsAt: normal(endsAt),
    overlapPolicy: overlapPolicy ?? (scheduleType === 'event' ? 'allow' : 'skip'),
  };
}

const limitWithoutKey = (): TuttiError =>
  new TuttiError('VALIDATION_FAILED', 'The schedule has a concurrency limit and no key.', {
    errors: [
      { field: 'concurrencyLimit', message: 'needs a concurrencyKey', fix: 'name a key, or leave both out' },
    ],
  });

/** As it comes back from the database, so that the same instant is no change. */
const normal = (timestamp: string | null): string | null => timestamp && new Date(timestamp).toISOString();

interface PlaceOptions {
  plans: Plans;
  now: Date;
  createdAt: Date;
  /** False when only other fields were edited: a past one-time may keep its time. */
  timingChanged: boolean;
}

/** Checks the timing and says when the schedule is next due; null when by time it is not. */
export function placeSchedule(
  input: ScheduleDefinition,
  { plans, now, createdAt, timingChanged }: PlaceOptions,
): Date | null {
  input.scheduleConfig = parseScheduleConfig(input.scheduleType, input.scheduleConfig);
  checkWindow(input);
  const compiled = plans.of({
    schedule_type: input.scheduleType,
    schedule_config: input.scheduleConfig,
    blackouts: input.blackouts,
    created_at: createdAt,
  });
  if (input.scheduleType === 'event') return null;
  const nextRunAt = firstSlot(compiled, input, now);
  if (nextRunAt === null && timingChanged) throw neverFires(input);
  return input.enabled ? nextRunAt : null;
}

function firstSlot({ plan }: CompiledSchedule, input: ScheduleInput, now: Date): Date | null {
  const start = Math.max(now.getTime(), input.startsAt === null ? 0 : Date.parse(input.startsAt) - 1);
  const at = plan.next(start);
  if (at === null || (input.endsAt !== null && at > Date.parse(input.endsAt))) return null;
  return new Date(at);
}

function checkWindow({ startsAt, endsAt }: ScheduleInput): void {
  if (startsAt === null || endsAt === null || Date.parse(endsAt) > Date.parse(startsAt)) return;
  throw new TuttiError('VALIDATION_FAILED', 'endsAt must be later than startsAt.', {
    errors: [
      {
        field: 'endsAt',
        message: 'must be later than startsAt',
        fix: 'move it behind startsAt, or leave it out',
      },
    ],
  });
}

function neverFires(input: ScheduleInput): TuttiError {
  if (input.scheduleType === 'one_time') {
    const error: FieldError = {
      field: 'scheduleConfig.executeAt',
      message: 'lies in the past',
      fix: 'give a time to come, or trigger the schedule by hand',
    };
    return new TuttiError(
      'EXECUTE_AT_PAST',
      `executeAt ${String(input.scheduleConfig['executeAt'])} lies in the past.`,
      { errors: [error] },
    );
  }
  const windowed = input.endsAt !== null;
  const field = windowed
    ? 'endsAt'
    : input.scheduleType === 'cron'
      ? 'scheduleConfig.cron'
      : 'scheduleConfig';
  const message = windowed ? 'leaves no run between now and then' : 'names no time that ever comes';
  return new TuttiError('SCHEDULE_NEVER_FIRES', `The schedule would never fire: ${field} ${message}.`, {
    errors: [
      {
        field,
        message,
        fix: windowed ? 'move endsAt or startsAt' : 'check day and month: 30 February never comes',
      },
    ],
  });
}
