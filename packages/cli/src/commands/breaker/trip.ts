import { breakerOutcome } from '../../breaker/breaker-text.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { key: { description: 'Name of the service, or its origin' } },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti breaker trip payments --reason "they are down until noon"'],
  notes: 'Executions wait until it is reset; none of them fails or spends an attempt.',
  run: async ({ context, args, options }) => {
    const body = options.reason === undefined ? {} : { reason: options.reason };
    return breakerOutcome(await (await context.client()).tripBreaker({ params: { key: args.key }, body }));
  },
});
