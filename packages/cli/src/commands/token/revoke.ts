import { tokenId } from '../../access/find-token.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { token: { description: 'Id or name of a token, or id of a session' } },
  examples: ['tutti token revoke ci'],
  notes: 'For good, and on all nodes within a second or so; browsers that signed in with it are signed out.',
  run: async ({ context, args }) => {
    const client = await context.client();
    const id = await tokenId(client, args.token);
    await client.revokeToken({ params: { id } });
    return {
      data: { id },
      text: (view) => withGlyph(view, 'ok', `revoked ${plainText(args.token)}`),
      brief: String(id),
    };
  },
});
