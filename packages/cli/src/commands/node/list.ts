import { nodeTable } from '../../node/node-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti node list', 'tutti node list --json'],
  run: async ({ context }) => {
    const found = await (await context.client()).listNodes();
    return {
      data: found,
      text: (view) => nodeTable(view, found.items),
      brief: found.items.map(({ name }) => name).join('\n'),
    };
  },
});
