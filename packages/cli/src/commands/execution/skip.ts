import { usageError } from '../../cli-error.ts';
import { actOutcome } from '../../execution/act-outcome.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: { reason: text('text', 'Why, for the record; must be given') },
  examples: ['tutti execution skip 3 --reason "done by hand"'],
  notes: 'Ends one that is pending or paused without running it.',
  run: async ({ context, args, options }) => {
    const { reason } = options;
    if (reason === undefined) throw usageError('say why it is skipped', 'add --reason "..."');
    const client = await context.client();
    return actOutcome(await client.skipExecution({ params: { id: args.execution }, body: { reason } }));
  },
});
