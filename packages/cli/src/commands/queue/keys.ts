import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';
import { keyTable } from '../../queue/queue-text.ts';

export const command = defineCommand({
  options: { key: text('key', 'Only this one') },
  examples: ['tutti queue keys', 'tutti queue keys --key customer:42 --json'],
  notes: 'Concurrency keys in use: who holds their places, and how many wait.',
  run: async ({ context, options }) => {
    const { items } = await (await context.client()).listConcurrencyKeys({ query: options });
    return {
      data: items,
      text: (view) => (items.length === 0 ? 'no concurrency key is in use' : keyTable(view, items)),
      brief: items.map(({ key }) => key).join('\n'),
    };
  },
});
