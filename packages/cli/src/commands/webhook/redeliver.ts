import type { Client } from '@tutti/client';
import { usageError } from '../../cli-error.ts';
import { findWebhook } from '../../hooks/webhook-text.ts';
import { formatCount } from '../../output/duration.ts';
import { previewText } from '../../output/preview-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import type { View } from '../../output/view.ts';
import { type Outcome, defineCommand } from '../../program/command.ts';
import { flag, text } from '../../program/option.ts';
import { instantOption } from '../../schedule/timing-options.ts';

export const command = defineCommand({
  arguments: {
    which: { description: 'Id of a delivery; with --failed the id or name of a webhook' },
  },
  options: {
    failed: flag('Every message of the webhook that failed and has not arrived since'),
    since: text('time', 'With --failed: only of messages made at or after this time'),
    dryRun: flag('With --failed: only tell count, filter and effect'),
  },
  examples: [
    'tutti webhook redeliver 1',
    'tutti webhook redeliver ops --failed --since "2h ago" --dry-run',
    'tutti webhook redeliver ops --failed --since "2h ago"',
  ],
  notes:
    'Each keeps its message id: a receiver that has seen it may answer 200 and do nothing. With --failed the oldest go first, 500 at a time; how many are left is told.',
  run: async ({ context, args, options: { failed, since, dryRun } }) => {
    if (!failed && (since !== undefined || dryRun))
      throw usageError('--since and --dry-run go with --failed');
    const client = await context.client();
    if (!failed) return redeliverOne(client, args.which);
    const { view, io } = context;
    const filter = since === undefined ? {} : { since: instantOption('since', since, view.zone, io.now()) };
    return redeliverFailed(client, args.which, filter, dryRun);
  },
});

async function redeliverOne(client: Client, id: string): Promise<Outcome> {
  const delivery = await client.redeliver({ params: { id } });
  const line = `delivery ${id} is sent again, as #${delivery.id}`;
  return { data: delivery, text: (view) => withGlyph(view, 'ok', line), brief: String(delivery.id) };
}

const EFFECT = 'each is sent again under its own id, the oldest first, 500 at a time';

async function redeliverFailed(
  client: Client,
  key: string,
  filter: { since?: string },
  dryRun: boolean | undefined,
): Promise<Outcome> {
  const { id, name } = await findWebhook(client, key);
  const params = { id: String(id) };
  if (dryRun) {
    const { remaining: matched } = await client.redeliverFailed({ params, body: { ...filter, dryRun } });
    const chosen = { webhook: name, ...filter };
    const action = 'redeliver';
    const data = { dryRun, action, matched, truncated: matched >= 10_000, filter: chosen, effect: EFFECT };
    const nouns: [string, string] = ['failed message', 'failed messages'];
    const text = (view: View): string =>
      previewText(view, data, { nouns, next: 'the same without --dry-run' });
    return { data, text, brief: String(matched) };
  }
  const result = await client.redeliverFailed({ params, body: filter });
  const { redelivered, remaining } = result;
  const line =
    redelivered === 0
      ? 'nothing has failed that did not arrive since'
      : `${formatCount(redelivered)} sent again${remaining > 0 ? `, ${formatCount(remaining)} are left: run it again` : ''}`;
  return { data: result, text: (view) => withGlyph(view, 'ok', line), brief: String(redelivered) };
}
