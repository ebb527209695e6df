import type { Client } from '@tutti/client';
import type { Schedule } from '@tutti/contract';
import { defineCommand } from '../../program/command.ts';
import { choice, text } from '../../program/option.ts';
import { plainLines } from '../../output/safe-text.ts';
import { toFile } from '../../schedule/export-schedules.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';

const PAGE = 500;

export const command = defineCommand({
  arguments: {
    schedules: { description: 'Ids or exact names; absent: all', optional: true, variadic: true },
  },
  options: {
    format: choice(['yaml', 'json'], 'Form of the file; default yaml'),
    tag: text('tag', 'Only with this tag'),
  },
  examples: ['tutti schedule export', 'tutti schedule export nightly-backup --format json'],
  notes: 'What it writes is read by `tutti apply -f` and `tutti schedule import`.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const keys = args.schedules ?? [];
    const schedules =
      keys.length > 0
        ? await Promise.all(keys.map((key) => findSchedule(client, key)))
        : await allSchedules(client, options.tag);
    const file = toFile(schedules);
    const written = options.format === 'json' ? JSON.stringify(file, null, 2) : await toYaml(file);
    return { data: file, text: (view) => (view.isTerminal ? plainLines(written) : written), brief: written };
  },
});

async function allSchedules(client: Client, tag: string | undefined): Promise<Schedule[]> {
  const all: Schedule[] = [];
  for (;;) {
    const { items, total } = await client.listSchedules({
      query: { limit: PAGE, offset: all.length, ...(tag !== undefined && { tag }) },
    });
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

async function toYaml(file: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(file, { lineWidth: 120 }).trimEnd();
}
