import { tokenTable } from '../../access/token-text.ts';
import { moreText } from '../../output/more-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    sessions: flag('Browsers that are signed in, in place of tokens'),
    all: flag('Revoked ones too'),
    limit: parsed('count', 'Most to list; default 50', integer(1, 500)),
    offset: parsed('count', 'Leave out the first ones', integer(0, 10_000)),
  },
  examples: ['tutti token list', 'tutti token list --sessions'],
  run: async ({ context, options }) => {
    const { sessions, all, ...pageOf } = options;
    const page = await (
      await context.client()
    ).listTokens({
      query: { ...pageOf, kind: sessions ? 'session' : 'token', ...(!all && { revoked: false }) },
    });
    return {
      data: page,
      text: async (view) =>
        page.items.length === 0
          ? `no ${sessions ? 'browser is signed in' : 'tokens; make one with: tutti token create ci --role operator'}`
          : `${await tokenTable(view, page.items)}${moreText(view, page)}`,
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
