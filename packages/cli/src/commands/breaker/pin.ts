import { BreakerPin } from '@tutti/contract';
import { breakerOutcome } from '../../breaker/breaker-text.ts';
import { usageError } from '../../cli-error.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: {
    key: { description: 'Name of the service, or its origin' },
    pin: { description: 'open, closed, or auto to let it work by itself again' },
  },
  options: { reason: text('text', 'Why, for the record') },
  examples: [
    'tutti breaker pin payments closed --reason "its failures are known"',
    'tutti breaker pin payments auto',
  ],
  run: async ({ context, args, options }) => {
    const pin = BreakerPin.safeParse(args.pin);
    if (!pin.success) throw usageError(`"${args.pin}" is no way to pin it; write open, closed or auto`);
    const body = { pin: pin.data, ...(options.reason !== undefined && { reason: options.reason }) };
    return breakerOutcome(await (await context.client()).pinBreaker({ params: { key: args.key }, body }));
  },
});
