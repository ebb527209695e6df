import { defineCommand } from '../../program/command.ts';
import { queueDetail } from '../../queue/queue-text.ts';

export const command = defineCommand({
  arguments: { queue: { description: 'Name of the queue' } },
  examples: ['tutti queue show default'],
  run: async ({ context, args }) => {
    const queue = await (await context.client()).getQueue({ params: { name: args.queue } });
    return { data: queue, text: (view) => queueDetail(view, queue), brief: String(queue.ready) };
  },
});
