import { findWebhook, webhookLine } from '../../hooks/webhook-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  examples: ['tutti webhook delete ops'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const webhook = await findWebhook(client, args.webhook);
    const { id, name, updatedAt } = webhook;
    await client.deleteWebhook({ params: { id } }, { ifMatch: updatedAt });
    return { data: { id, name }, text: (view) => webhookLine(view, 'deleted', webhook), brief: String(id) };
  },
});
