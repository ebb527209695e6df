import { findWebhook, webhookLine } from '../../hooks/webhook-text.ts';
import { parseDuration } from '../../parse/duration.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  options: {
    overlap: parsed('duration', 'How long the old secret signs as well; default 1d', parseDuration),
  },
  examples: ['tutti webhook rotate ops --overlap 1h'],
  notes: 'The new secret is shown this once.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const { id } = await findWebhook(client, args.webhook);
    const body = options.overlap === undefined ? {} : { overlapMs: options.overlap };
    const webhook = await client.rotateWebhookSecret({ params: { id }, body });
    return {
      data: webhook,
      text: (view) => `${webhookLine(view, 'new secret of', webhook)}\nsecret  ${webhook.secret}`,
      brief: webhook.secret,
    };
  },
});
