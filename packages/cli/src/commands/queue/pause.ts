import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';
import { queueOutcome } from '../../queue/queue-text.ts';

export const command = defineCommand({
  arguments: { queue: { description: 'Name of the queue' } },
  options: { reason: text('text', 'Why, for the record') },
  examples: ['tutti queue pause default --reason "the mail server is down"'],
  notes: 'Nothing more starts from it, on any node; what runs goes on.',
  run: async ({ context, args, options }) => {
    const body = options.reason === undefined ? {} : { reason: options.reason };
    return queueOutcome(await (await context.client()).pauseQueue({ params: { name: args.queue }, body }));
  },
});
