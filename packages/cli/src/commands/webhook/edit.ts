import { usageError } from '../../cli-error.ts';
import { WEBHOOK_OPTIONS, findWebhook, webhookFields, webhookLine } from '../../hooks/webhook-text.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  options: { name: text('name', 'A new name'), ...WEBHOOK_OPTIONS },
  examples: [`tutti webhook edit ops --on "order.*" --filter '{"data.total":{"gte":10}}'`],
  notes: 'Fields that are not named stay as they are.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const { id, updatedAt } = await findWebhook(client, args.webhook);
    const { name, enabled, disabled } = options;
    if (enabled && disabled) throw usageError('give --enabled or --disabled, not both');
    const body = { ...(name !== undefined && { name }), ...webhookFields(options) };
    if (Object.keys(body).length === 0)
      throw usageError('nothing to change is named', 'tutti webhook edit --help');
    const webhook = await client.updateWebhook({ params: { id }, body }, { ifMatch: updatedAt });
    return { data: webhook, text: (view) => webhookLine(view, 'changed', webhook), brief: String(id) };
  },
});
