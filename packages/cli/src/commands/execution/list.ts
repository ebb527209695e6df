import { EXECUTION_STATUSES, ExecutionPhase } from '@tutti/contract';
import { executionTable } from '../../execution/execution-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { wordsOf } from '../../parse/words.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { instantOption } from '../../schedule/timing-options.ts';

export const command = defineCommand({
  options: {
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
    node: text('name', 'Only what runs on this node, or ran there last'),
    text: text('text', "Only with this in the schedule's name, the command, the address or the error"),
    from: text('time', 'Enqueued at or after this time'),
    until: text('time', 'Enqueued before this time'),
    asc: flag('Oldest first'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    cursor: text('cursor', 'nextCursor of the page before'),
  },
  examples: [
    'tutti execution list',
    'tutti execution list --status failed,timeout --limit 20',
    'tutti execution list --schedule nightly-backup --json',
  ],
  run: async ({ context, options }) => {
    const { schedule, from, until, asc, ...filters } = options;
    const client = await context.client();
    const at = (name: string, time: string): string =>
      instantOption(name, time, context.view.zone, context.io.now());
    const page = await client.listExecutions({
      query: {
        ...filters,
        ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
        ...(from !== undefined && { from: at('from', from) }),
        ...(until !== undefined && { until: at('until', until) }),
        ...(asc && { order: 'asc' as const }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no executions match'
          : `${await executionTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
