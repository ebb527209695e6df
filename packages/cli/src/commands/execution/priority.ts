import { usageError } from '../../cli-error.ts';
import { actOutcome } from '../../execution/act-outcome.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: {
    execution: { description: 'Id or UUID' },
    priority: { description: '1 to 10: 10 is served first' },
  },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti execution priority 3 10'],
  run: async ({ context, args, options }) => {
    if (!/^([1-9]|10)$/.test(args.priority))
      throw usageError(`"${args.priority}" is no priority; allowed: 1 to 10`);
    const client = await context.client();
    const body = {
      priority: Number(args.priority),
      ...(options.reason !== undefined && { reason: options.reason }),
    };
    return actOutcome(await client.updateExecution({ params: { id: args.execution }, body }));
  },
});
