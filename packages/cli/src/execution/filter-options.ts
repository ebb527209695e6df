import type { Client } from '@tutti/client';
import { EXECUTION_STATUSES, ExecutionPhase } from '@tutti/contract';
import { wordsOf } from '../parse/words.ts';
import type { Context } from '../program/context.ts';
import { type OptionValues, parsed, text } from '../program/option.ts';
import { findSchedule } from '../schedule/find-schedule.ts';
import { instantOption } from '../schedule/timing-options.ts';

/** Which executions are meant; all must hold. */
export const FILTER_OPTIONS = {
  status: parsed(
    'status',
    `One or more, separated by commas: ${EXECUTION_STATUSES.join(', ')}`,
    wordsOf(EXECUTION_STATUSES),
  ),
  phase: parsed(
    'phase',
    `Of pending ones: ${ExecutionPhase.options.join(', ')}`,
    wordsOf(ExecutionPhase.options),
  ),
  schedule: text('schedule', 'Only of this schedule: id or exact name'),
  queue: text('name', 'Only of this queue'),
  type: text('type', 'Only of this task type'),
  tag: text('tag', 'Only with this tag'),
  batch: text('id', 'Only of this batch'),
  node: text('name', 'Only what runs on this node, or ran there last'),
  text: text('text', "Only with this in the schedule's name, the command, the address or the error"),
  from: text('time', 'Enqueued at or after this time'),
  until: text('time', 'Enqueued before this time'),
};

/** As the API takes it, with the schedule's id and absolute times. */
export async function filterFrom(
  context: Context,
  client: Client,
  { schedule, batch, from, until, ...filters }: OptionValues<typeof FILTER_OPTIONS>,
) {
  const at = (name: string, time: string): string =>
    instantOption(name, time, context.view.zone, context.io.now());
  return {
    ...filters,
    ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
    ...(batch !== undefined && { batchId: batch }),
    ...(from !== undefined && { from: at('from', from) }),
    ...(until !== undefined && { until: at('until', until) }),
  };
}
