import type { ScheduleType } from '@tutti/contract';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, flag, parsed, text } from '../../program/option.ts';
import { moreText } from '../../output/more-text.ts';
import { scheduleTable } from '../../schedule/schedule-text.ts';

const TYPES = ['cron', 'interval', 'one_time', 'event'] as const satisfies readonly ScheduleType[];

export const command = defineCommand({
  options: {
    enabled: flag('Only those that may fire'),
    disabled: flag('Only those that may not'),
    type: choice(TYPES, 'Only of this type'),
    tag: text('tag', 'Only with this tag'),
    text: text('text', 'Only with this in name or description'),
    sort: choice(['id', 'name', 'nextRunAt', 'lastRunAt'], 'Order; default id'),
    desc: flag('The other way round'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: [
    'tutti schedule list',
    'tutti schedule list --enabled --sort nextRunAt',
    'tutti schedule list --tag example --json',
  ],
  run: async ({ context, options }) => {
    const { enabled, disabled, type, tag, text: part, sort, desc, limit, offset } = options;
    const client = await context.client();
    const page = await client.listSchedules({
      query: {
        recent: 5,
        ...(enabled !== disabled && { enabled: enabled === true }),
        ...(type && { type }),
        ...(tag !== undefined && { tag }),
        ...(part !== undefined && { text: part }),
        ...(sort && { sort }),
        ...(desc && { order: 'desc' as const }),
        ...(limit !== undefined && { limit }),
        ...(offset !== undefined && { offset }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no schedules; make one with: tutti schedule create hello --every 1m --shell "echo hello"'
          : `${await scheduleTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
