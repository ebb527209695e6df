import { breakerTable } from '../../breaker/breaker-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, parsed, text } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    state: choice(['closed', 'open', 'half_open'], 'Only in this state'),
    text: text('text', 'Only with this in the key'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: ['tutti breaker list', 'tutti breaker list --state open --json'],
  run: async ({ context, options }) => {
    const { state, text: part, limit, offset } = options;
    const page = await (
      await context.client()
    ).listBreakers({
      query: {
        ...(state && { state }),
        ...(part !== undefined && { text: part }),
        ...(limit !== undefined && { limit }),
        ...(offset !== undefined && { offset }),
      },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? 'no circuit breakers; each is there from the first call to its service on'
          : `${await breakerTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ key }) => key).join('\n'),
    };
  },
});
