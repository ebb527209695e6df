import type { WebhookDelivery } from '@tutti/contract';
import { findWebhook } from '../../hooks/webhook-text.ts';
import { formatDuration } from '../../output/duration.ts';
import { formatInstant } from '../../output/instant.ts';
import { moreText } from '../../output/more-text.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable } from '../../output/table.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, parsed } from '../../program/option.ts';

const statusOf = ({ response }: WebhookDelivery): string => {
  const status = response?.['status'];
  return typeof status === 'number' ? String(status) : '-';
};

export const command = defineCommand({
  arguments: { webhook: { description: 'Id or exact name' } },
  options: {
    status: choice(['pending', 'delivered', 'failed', 'skipped'], 'Only in this state'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Skip this many', integer(0, 1_000_000)),
  },
  examples: ['tutti webhook deliveries ops', 'tutti webhook deliveries ops --status failed --json'],
  notes: 'With --json each has its whole request and response.',
  run: async ({ context, args, options: { status, limit = 50, offset = 0 } }) => {
    const client = await context.client();
    const { id } = await findWebhook(client, args.webhook);
    const page = await client.listDeliveries({
      params: { id },
      query: { limit, offset, ...(status && { status }) },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no deliveries yet'
          : (await renderTable(
              view,
              [
                { head: 'ID', align: 'right' },
                { head: 'WHEN' },
                { head: 'EVENT', flexible: true },
                { head: 'STATE' },
                { head: 'TRIES', align: 'right' },
                { head: 'ANSWER' },
                { head: 'TOOK' },
                { head: 'ERROR', flexible: true },
              ],
              page.items.map((delivery) => [
                String(delivery.id),
                formatInstant(delivery.createdAt, view.now, view.zone),
                plainText(delivery.eventType),
                delivery.status,
                String(delivery.attempts),
                statusOf(delivery),
                formatDuration(delivery.durationMs),
                plainText(delivery.error?.message ?? ''),
              ]),
            )) + moreText(view, page),
      brief: page.items.map((delivery) => delivery.id).join('\n'),
    };
  },
});
