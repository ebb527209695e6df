import type { NewToken, TokenDraft } from '@tutti/contract';
import { TOKEN_OPTIONS, tokenFields } from '../../access/token-options.ts';
import { mayText } from '../../access/token-text.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { renderFields } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { flag } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { name: { description: 'What the audit log calls it' } },
  options: { ...TOKEN_OPTIONS, local: flag('Make it in the database of this machine, past the server') },
  examples: [
    'tutti token create ci --role operator --expires-in 90d',
    'tutti token create metrics --scope schedules:read --scope executions:read --rate-limit strict',
  ],
  notes:
    'The secret is shown once. Where no token exists yet, and no server answers without one, the first is made in the database of this machine. A token can make none that may do more than itself.',
  run: async ({ context, args, options }) => {
    const { local, ...fields } = options;
    const draft: TokenDraft = { name: args.name, ...tokenFields(fields, context.io.now()) };
    const token = local ? await createLocally(context, draft, false) : await create(context, draft);
    return {
      data: token,
      text: (view) =>
        `${withGlyph(view, 'ok', `made token ${plainText(token.name)} (#${token.id})`)}\n\n${renderFields(
          view,
          [
            ['secret', token.secret],
            ['may', mayText(token)],
            ['use', 'TUTTI_TOKEN=<secret> for the CLI, or the header Authorization: Bearer <secret>'],
          ],
        )}\n\n${view.colours.dim('The secret is not shown again.')}`,
      brief: token.secret,
    };
  },
});

/** By the server; the very first one without it, since a server in token mode would ask for a token. */
async function create(context: Context, body: TokenDraft): Promise<NewToken> {
  try {
    return await (await context.client()).createToken({ body });
  } catch (error) {
    const { token, apiUrl } = await context.configuration();
    const { name, status } = error as { name?: string; status?: number };
    const isFirst = name === 'NetworkError' || status === 401;
    if (!isFirst || token !== undefined || (apiUrl !== undefined && status !== 401)) throw error;
    return createLocally(context, body, true);
  }
}

async function createLocally(context: Context, draft: TokenDraft, onlyFirst: boolean): Promise<NewToken> {
  const { createTokenLocally } = await import('@tutti/server');
  return createTokenLocally(await context.configuration(), draft, { onlyFirst });
}
