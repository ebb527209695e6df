import { findHook } from '../../hooks/message-text.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { hook: { description: 'Id or exact name' } },
  examples: ['tutti hook delete github-push'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { id, name, updatedAt } = await findHook(client, args.hook);
    await client.deleteIncomingHook({ params: { id } }, { ifMatch: updatedAt });
    const line = `deleted hook ${plainText(name)} (#${id}); its address answers 404 from now on`;
    return { data: { id, name }, text: (view) => withGlyph(view, 'ok', line), brief: String(id) };
  },
});
