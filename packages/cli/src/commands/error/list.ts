import { RECOVERY_STATUSES, SEVERITIES } from '@tutti/contract';
import { errorTable } from '../../error/error-text.ts';
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
      `One or more, separated by commas: ${RECOVERY_STATUSES.join(', ')}`,
      wordsOf(RECOVERY_STATUSES),
    ),
    severity: parsed(
      'severity',
      `One or more, separated by commas: ${SEVERITIES.join(', ')}`,
      wordsOf(SEVERITIES),
    ),
    schedule: text('schedule', 'Only of this schedule: id or exact name'),
    queue: text('queue', 'Only of this queue'),
    type: text('task-type', 'Only of this task type'),
    fingerprint: text('fingerprint', 'Only failures of this kind'),
    text: text('text', 'Only with this in the message'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: [
    'tutti error list',
    'tutti error list --status unresolved,escalated --severity high,critical --json',
  ],
  run: async ({ context, options }) => {
    const { schedule, status, type, ...filters } = options;
    const client = await context.client();
    const page = await client.listErrors({
      query: {
        ...filters,
        ...(type !== undefined && { taskType: type }),
        ...(status !== undefined && { recoveryStatus: status }),
        ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no errors match'
          : `${await errorTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
