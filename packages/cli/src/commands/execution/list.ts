import { executionTable } from '../../execution/execution-text.ts';
import { FILTER_OPTIONS, filterFrom } from '../../execution/filter-options.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    ...FILTER_OPTIONS,
    asc: flag('Oldest first'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    cursor: text('cursor', 'nextCursor of the page before'),
  },
  examples: [
    'tutti execution list',
    'tutti execution list --status failed,timeout --limit 20',
    'tutti execution list --schedule nightly-backup --json',
  ],
  run: async ({ context, options }) => {
    const { asc, limit, cursor, ...filters } = options;
    const client = await context.client();
    const page = await client.listExecutions({
      query: {
        ...(await filterFrom(context, client, filters)),
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
        ...(asc && { order: 'asc' as const }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no executions match'
          : `${await executionTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
