import { interventionTable } from '../../execution/intervention-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  examples: ['tutti execution interventions 3'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { items } = await client.listInterventions({ params: { id: args.execution } });
    return {
      data: items,
      text: (view) => (items.length === 0 ? 'no operator touched it' : interventionTable(view, items)),
      brief: items.map(({ action }) => action).join('\n'),
    };
  },
});
