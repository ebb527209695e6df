import { findWebhook, webhookDetail } from '../../hooks/webhook-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  examples: ['tutti webhook show ops'],
  run: async ({ context, args }) => {
    const webhook = await findWebhook(await context.client(), args.webhook);
    return { data: webhook, text: (view) => webhookDetail(view, webhook), brief: String(webhook.id) };
  },
});
