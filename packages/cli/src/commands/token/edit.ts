import { tokenId } from '../../access/find-token.ts';
import { TOKEN_OPTIONS, tokenFields } from '../../access/token-options.ts';
import { mayText } from '../../access/token-text.ts';
import { usageError } from '../../cli-error.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { token: { description: 'Id or name' } },
  options: { name: text('name', 'Another name'), ...TOKEN_OPTIONS },
  examples: ['tutti token edit ci --role viewer --rate-limit 300'],
  notes: 'Roles and scopes that are given replace those it had. Counts from its next request on.',
  run: async ({ context, args, options }) => {
    const { name, ...fields } = options;
    const body = { ...(name !== undefined && { name }), ...tokenFields(fields, context.io.now()) };
    if (Object.keys(body).length === 0)
      throw usageError('nothing to change is named', 'tutti token edit --help');
    const client = await context.client();
    const id = await tokenId(client, args.token);
    const token = await client.updateToken({ params: { id }, body });
    const line = `token ${plainText(token.name)} (#${token.id}) may: ${mayText(token)}`;
    return { data: token, text: (view) => withGlyph(view, 'ok', line), brief: String(token.id) };
  },
});
