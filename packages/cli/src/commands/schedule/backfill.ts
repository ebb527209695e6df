import { integer } from '../../parse/integer.ts';
import { formatCount } from '../../output/duration.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { usageError } from '../../cli-error.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { zoneOf } from '../../schedule/schedule-text.ts';
import { instantOption } from '../../schedule/timing-options.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  options: {
    from: text('time', 'First due time'),
    until: text('time', 'Last due time; default now'),
    limit: parsed('count', 'Most runs; default 1000', integer(1, 10_000)),
    priority: parsed('1-10', 'Priority of these runs', integer(1, 10)),
  },
  examples: ['tutti schedule backfill nightly-backup --from "3d ago"'],
  run: async ({ context, args, options }) => {
    if (options.from === undefined)
      throw usageError('--from is missing', 'tutti schedule backfill <schedule> --from "3d ago"');
    const client = await context.client();
    const schedule = await findSchedule(client, args.schedule);
    const zone = zoneOf(schedule, context.view);
    const now = context.io.now();
    const { from, until, limit, priority } = options;
    const result = await client.backfillSchedule({
      params: { id: schedule.id },
      body: {
        from: instantOption('from', from, zone, now),
        until: until === undefined ? now.toISOString() : instantOption('until', until, zone, now),
        ...(limit !== undefined && { limit }),
        ...(priority !== undefined && { priority }),
      },
    });
    const { enqueued, alreadyRun, truncated } = result;
    const line = `${formatCount(enqueued)} enqueued, ${formatCount(alreadyRun)} had run already${truncated ? '; there are more: run it again' : ''}`;
    return {
      data: result,
      text: (view) => withGlyph(view, 'ok', line),
      brief: result.executionIds.join('\n'),
    };
  },
});
