import type { Client } from '@tutti/client';
import type { DeadLetterFilter } from '@tutti/contract';
import type { Context } from '../program/context.ts';
import { text, type OptionValues } from '../program/option.ts';
import { findSchedule } from '../schedule/find-schedule.ts';
import { instantOption } from '../schedule/timing-options.ts';

/** Options that say which pending dead letters are meant. */
export const LETTER_OPTIONS = {
  type: text('type', 'Only of this task type'),
  schedule: text('schedule', 'Only of this schedule: id or exact name'),
  queue: text('name', 'Only of this queue'),
  fingerprint: text('fingerprint', 'Only failures of this kind'),
  failedAfter: text('time', 'Only what failed at or after this time'),
  failedBefore: text('time', 'Only what failed before this time, e.g. "7d ago"'),
};

/** The filter the options name; empty when they name none. */
export async function letterFilter(
  context: Context,
  client: Client,
  options: OptionValues<typeof LETTER_OPTIONS>,
): Promise<DeadLetterFilter> {
  const { type, schedule, queue, fingerprint, failedAfter, failedBefore } = options;
  const at = (name: string, time: string): string =>
    instantOption(name, time, context.view.zone, context.io.now());
  return {
    ...(type !== undefined && { taskType: type }),
    ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
    ...(queue !== undefined && { queue }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(failedAfter !== undefined && { failedAfter: at('failed-after', failedAfter) }),
    ...(failedBefore !== undefined && { failedBefore: at('failed-before', failedBefore) }),
  };
}

const MOST_COUNTED = 10_000;

/** How many pending ones an act by this filter would reach now. */
export async function countLetters(
  client: Client,
  filter: DeadLetterFilter,
): Promise<{ matched: number; truncated: boolean }> {
  const { total } = await client.listDeadLetters({ query: { ...filter, status: 'pending', limit: 1 } });
  return { matched: total, truncated: total >= MOST_COUNTED };
}
