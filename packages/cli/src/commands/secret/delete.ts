import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Name of the secret' } },
  examples: ['tutti secret delete GITHUB_TOKEN'],
  run: async ({ context, args }) => {
    const client = await context.client();
    await client.deleteSecret({ params: { name: args.name } });
    const line = `deleted ${plainText(args.name)}; runs that name it fail from now on`;
    return { data: { name: args.name }, text: (view) => withGlyph(view, 'ok', line), brief: args.name };
  },
});
