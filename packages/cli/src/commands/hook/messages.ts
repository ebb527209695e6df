import { findHook, messageTable } from '../../hooks/message-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { hook: { description: 'Id or exact name' } },
  options: {
    status: choice(['accepted', 'duplicate', 'refused', 'replayed'], 'Only in this state'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Skip this many', integer(0, 1_000_000)),
  },
  examples: ['tutti hook messages github-push', 'tutti hook messages github-push --status refused'],
  notes:
    'Newest first. Kept as long as events are; of those refused, and of copies of earlier ones, the last 200 of a hook.',
  run: async ({ context, args, options: { status, limit = 50, offset = 0 } }) => {
    const client = await context.client();
    const { id, path } = await findHook(client, args.hook);
    const query = { limit, offset, ...(status && { status }) };
    const page = await client.listIncomingMessages({ params: { id: String(id) }, query });
    return {
      data: page,
      text: async (view) =>
        page.items.length > 0
          ? (await messageTable(view, page.items)) + moreText(view, page)
          : status
            ? `no messages that are ${status}`
            : `nothing came yet; its address ends with ${path}`,
      brief: page.items.map((message) => message.id).join('\n'),
    };
  },
});
