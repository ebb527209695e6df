import { webhookTable } from '../../hooks/webhook-text.ts';
import { moreText } from '../../output/more-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti webhook list'],
  run: async ({ context }) => {
    const client = await context.client();
    const page = await client.listWebhooks({ query: { limit: 500 } });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no webhooks; make one with: tutti webhook create ops --url https://example.com/hook --on "execution.*"'
          : `${await webhookTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
