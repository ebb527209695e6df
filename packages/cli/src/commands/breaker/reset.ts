import { breakerOutcome } from '../../breaker/breaker-text.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { key: { description: 'Name of the service, or its origin' } },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti breaker reset payments --reason "they are back"'],
  notes: 'Closes it, forgets what it counted, ends a trip or a pin, and lets go what waits.',
  run: async ({ context, args, options }) => {
    const body = options.reason === undefined ? {} : { reason: options.reason };
    return breakerOutcome(await (await context.client()).resetBreaker({ params: { key: args.key }, body }));
  },
});
