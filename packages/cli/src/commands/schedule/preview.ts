import type { Client } from '@tutti/client';
import type { Preview, PreviewRequest } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { integer } from '../../parse/integer.ts';
import { plainText } from '../../output/safe-text.ts';
import type { View } from '../../output/view.ts';
import { formatInstant } from '../../output/instant.ts';
import { renderTable } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import {
  instantOption,
  requireTiming,
  timingFrom,
  TIMING_OPTIONS,
  type Here,
  type TimingValues,
} from '../../schedule/timing-options.ts';

export const command = defineCommand({
  arguments: {
    schedule: { description: 'Id or exact name; absent: the timing given by options', optional: true },
  },
  options: {
    ...TIMING_OPTIONS,
    count: parsed('count', 'How many runs; default 5', integer(1, 1000)),
    from: text('time', 'Runs after this time; default now'),
  },
  examples: [
    'tutti schedule preview nightly-backup --count 3',
    'tutti schedule preview --cron "0 9 * * MON-FRI" --timezone Europe/Berlin',
  ],
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const here = { zone: options.timezone ?? context.view.zone, now: context.io.now() };
    const { from, count } = options;
    const preview = await client.previewSchedule({
      body: {
        ...(await timingOf(client, args.schedule, options, here)),
        ...(count !== undefined && { count }),
        ...(from !== undefined && { from: instantOption('from', from, here.zone, here.now) }),
      },
    });
    return {
      data: preview,
      text: (view) => previewText(view, preview),
      brief: preview.items.map(({ at }) => at).join('\n'),
    };
  },
});

async function timingOf(
  client: Client,
  key: string | undefined,
  options: TimingValues,
  here: Here,
): Promise<PreviewRequest> {
  if (key === undefined) return requireTiming(options, here);
  if (timingFrom(options, here)) throw usageError('name a schedule or a timing, not both');
  const { scheduleType, scheduleConfig, startsAt, endsAt, blackouts, createdAt } = await findSchedule(
    client,
    key,
  );
  // The slots of an interval without an anchor count from when the schedule was made.
  const config = scheduleType === 'interval' ? { anchor: createdAt, ...scheduleConfig } : scheduleConfig;
  return { scheduleType, scheduleConfig: config, startsAt, endsAt, blackouts };
}

async function previewText(view: View, { items, description, timezone }: Preview): Promise<string> {
  const head = view.colours.bold(plainText(description));
  if (items.length === 0) return `${head}\nno run by time`;
  const rows = items.map(({ at, local, note }) => [
    plainText(local),
    formatInstant(at, view.now, view.zone),
    plainText(note ?? ''),
  ]);
  return `${head}\n${await renderTable(view, [{ head: timezone.toUpperCase() }, { head: 'YOURS' }, { head: '', flexible: true }], rows)}`;
}
