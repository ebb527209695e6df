import { integer } from '../../parse/integer.ts';
import { formatDuration } from '../../output/duration.ts';
import { formatInstant } from '../../output/instant.ts';
import { moreText } from '../../output/more-text.ts';
import { statusMark } from '../../output/status-mark.ts';
import { renderTable, type Column } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { zoneOf } from '../../schedule/schedule-text.ts';
import { instantOption } from '../../schedule/timing-options.ts';

const COLUMNS: readonly Column[] = [
  { head: 'DUE' },
  { head: 'STATUS' },
  { head: 'WHY' },
  { head: 'LATE', align: 'right' },
  { head: 'TOOK', align: 'right' },
  { head: 'RUN', align: 'right' },
];

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  options: {
    from: text('time', 'Due at or after this time'),
    until: text('time', 'Due before this time'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    cursor: text('cursor', 'nextCursor of the page before'),
  },
  examples: [
    'tutti schedule slots nightly-backup',
    'tutti schedule slots nightly-backup --from "7d ago" --json',
  ],
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const schedule = await findSchedule(client, args.schedule);
    const zone = zoneOf(schedule, context.view);
    const { from, until, limit, cursor } = options;
    const page = await client.listSlots({
      params: { id: schedule.id },
      query: {
        ...(from !== undefined && { from: instantOption('from', from, zone, context.io.now()) }),
        ...(until !== undefined && { until: instantOption('until', until, zone, context.io.now()) }),
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      },
    });
    return {
      data: page,
      text: async (view) => {
        const rows = page.items.map((slot) => [
          formatInstant(slot.slot, view.now, zone),
          statusMark(view, slot.status),
          `${slot.skipReason ?? '-'}${slot.slotCount > 1 ? ` x ${slot.slotCount}` : ''}`,
          formatDuration(slot.latenessMs),
          formatDuration(slot.durationMs),
          `#${slot.id}`,
        ]);
        return rows.length === 0
          ? 'no due time so far'
          : `${await renderTable(view, COLUMNS, rows)}${moreText(view, page)}`;
      },
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
