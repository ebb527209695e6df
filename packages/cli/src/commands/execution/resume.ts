import { actOutcome } from '../../execution/act-outcome.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti execution resume 3 --reason "there is room again"'],
  notes: 'It goes on where it stood.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const body = options.reason === undefined ? {} : { reason: options.reason };
    return actOutcome(await client.resumeExecution({ params: { id: args.execution }, body }));
  },
});
