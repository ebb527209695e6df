import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';
import { applyOutcome, applyRead } from '../../schedule/apply-schedules.ts';
import { readSchedules } from '../../schedule/read-schedules.ts';

export const command = defineCommand({
  arguments: {
    file: { description: 'A YAML or JSON file as `tutti schedule export` writes it, or a folder of them' },
  },
  options: { dryRun: flag('Show what would change, and change nothing') },
  examples: ['tutti schedule import schedules.yaml'],
  notes: 'A schedule of the same name is updated; no other is touched.',
  run: async ({ context, args, options }) => {
    const read = await readSchedules(args.file, context.io.cwd, {
      zone: context.view.zone,
      now: context.io.now(),
    });
    return applyOutcome(await applyRead(await context.client(), read, { dryRun: options.dryRun }));
  },
});
