import { usageError } from '../../cli-error.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, text } from '../../program/option.ts';
import { applyOutcome, applyRead } from '../../schedule/apply-schedules.ts';
import { readSchedules } from '../../schedule/read-schedules.ts';

export const command = defineCommand({
  options: {
    file: text('path', 'A YAML or JSON file, or a folder of them', { short: 'f' }),
    dryRun: flag('Show what would change, and change nothing'),
    prune: flag('Delete schedules of an earlier apply that the files no longer name'),
  },
  examples: ['tutti apply -f schedules.yaml --dry-run', 'tutti apply -f schedules.yaml'],
  notes: `A file looks like this; docs/schemas/schedules.schema.json has every field:

  schedules:
    - name: nightly-backup
      cron: "0 2 * * *"
      timezone: Europe/Berlin
      shell: echo backup
    - name: ping
      every: 5m
      http: http://127.0.0.1:3000/health`,
  run: async ({ context, options }) => {
    if (options.file === undefined) throw usageError('no file is named', 'tutti apply -f schedules.yaml');
    const read = await readSchedules(options.file, context.io.cwd, {
      zone: context.view.zone,
      now: context.io.now(),
    });
    const client = await context.client();
    return applyOutcome(await applyRead(client, read, options));
  },
});
