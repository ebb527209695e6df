import { findWebhook, webhookLine } from '../../hooks/webhook-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  examples: ['tutti webhook test ops'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const webhook = await findWebhook(client, args.webhook);
    const delivery = await client.testWebhook({ params: { id: webhook.id } });
    return {
      data: delivery,
      text: (view) =>
        `${webhookLine(view, 'sent a test to', webhook)}\nnext  tutti webhook deliveries ${webhook.id}`,
      brief: String(delivery.id),
    };
  },
});
