import { defineCommand } from '../../program/command.ts';
import { queueTable } from '../../queue/queue-text.ts';

export const command = defineCommand({
  examples: ['tutti queue list'],
  run: async ({ context }) => {
    const { items } = await (await context.client()).listQueues();
    return {
      data: items,
      text: (view) =>
        items.length === 0 ? 'no queues; each is there from its first use on' : queueTable(view, items),
      brief: items.map(({ name }) => name).join('\n'),
    };
  },
});
