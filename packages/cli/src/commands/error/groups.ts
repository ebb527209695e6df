import { errorGroupTable } from '../../error/error-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';

export const command = defineCommand({
  options: {
    all: flag('Those with no open error too'),
    schedule: text('schedule', 'Only of this schedule: id or exact name'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: ['tutti error groups', 'tutti error groups --all --json'],
  notes: 'Failures that differ in numbers, ids and paths only are one group.',
  run: async ({ context, options }) => {
    const { all, schedule, ...page } = options;
    const client = await context.client();
    const groups = await client.listErrorGroups({
      query: {
        ...page,
        ...(all && { open: false }),
        ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
      },
    });
    return {
      data: groups,
      text: async (view) =>
        groups.items.length === 0
          ? 'no open errors'
          : `${await errorGroupTable(view, groups.items)}${moreText(view, groups)}`,
      brief: groups.items.map(({ fingerprint }) => fingerprint).join('\n'),
    };
  },
});
