import { DEAD_LETTER_STATUSES } from '@tutti/contract';
import { letterTable } from '../../dead-letter/letter-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { wordsOf } from '../../parse/words.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';

export const command = defineCommand({
  options: {
    status: parsed(
      'status',
      `One or more, separated by commas: ${DEAD_LETTER_STATUSES.join(', ')}`,
      wordsOf(DEAD_LETTER_STATUSES),
    ),
    type: text('type', 'Only of this task type'),
    schedule: text('schedule', 'Only of this schedule: id or exact name'),
    queue: text('name', 'Only of this queue'),
    fingerprint: text('fingerprint', 'Only failures of this kind'),
    text: text('text', 'Only with this in the error'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: ['tutti dlq list', 'tutti dlq list --status pending --type http_request --json'],
  run: async ({ context, options }) => {
    const { schedule, type, ...filters } = options;
    const client = await context.client();
    const page = await client.listDeadLetters({
      query: {
        ...filters,
        ...(type !== undefined && { taskType: type }),
        ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no dead letters match'
          : `${await letterTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
