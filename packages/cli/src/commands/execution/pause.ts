import { actOutcome } from '../../execution/act-outcome.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti execution pause 3 --reason "the disk is nearly full"'],
  notes: 'A running attempt is stopped where it stands, and its time limit with it.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const body = options.reason === undefined ? {} : { reason: options.reason };
    return actOutcome(await client.pauseExecution({ params: { id: args.execution }, body }));
  },
});
