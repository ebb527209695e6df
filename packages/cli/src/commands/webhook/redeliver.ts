import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { delivery: { description: 'Id of a delivery, from tutti webhook deliveries' } },
  examples: ['tutti webhook redeliver 1'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const delivery = await client.redeliver({ params: { id: args.delivery } });
    const line = `delivery ${args.delivery} is sent again, as #${delivery.id}`;
    return { data: delivery, text: (view) => withGlyph(view, 'ok', line), brief: String(delivery.id) };
  },
});
