import { usageError } from '../../cli-error.ts';
import { WEBHOOK_OPTIONS, webhookFields, webhookLine } from '../../hooks/webhook-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { name: { description: 'A name of your choice' } },
  options: WEBHOOK_OPTIONS,
  examples: [
    'tutti webhook create ops --url http://127.0.0.1:3000/health --on "order.*" --on execution.failed',
  ],
  notes: 'The secret that deliveries are signed with is shown this once.',
  run: async ({ context, args, options }) => {
    const { url, on } = options;
    if (url === undefined || !on) throw usageError('a webhook needs --url and at least one --on');
    const client = await context.client();
    const webhook = await client.createWebhook({
      body: { name: args.name, url, events: on, ...webhookFields(options) },
    });
    return {
      data: webhook,
      text: (view) => `${webhookLine(view, 'created', webhook)}\nsecret  ${webhook.secret}`,
      brief: String(webhook.id),
    };
  },
});
