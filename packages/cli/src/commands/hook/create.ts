import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, text, texts } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Part of its address: letters, digits, _ and -' } },
  options: {
    verify: choice(['token', 'standard', 'github', 'stripe'], 'How the sender proves itself; default token'),
    secret: text('secret', 'The secret that the sender gives; absent: one is made'),
    header: texts('name', 'Header that the event carries, too; may be given several times'),
  },
  examples: ['tutti hook create github-push --verify github --header X-GitHub-Event'],
  notes:
    'The secret is shown this once. What arrives becomes the event webhook.received, for which schedules can run.',
  run: async ({ context, args, options: { verify = 'token', secret, header } }) => {
    const client = await context.client();
    const hook = await client.createIncomingHook({
      body: {
        name: args.name,
        verification: verify,
        ...(secret !== undefined && { secret }),
        ...(header && { headers: header }),
      },
    });
    return {
      data: hook,
      text: (view) =>
        `${withGlyph(view, 'ok', `created hook ${plainText(hook.name)} (#${hook.id})`)}\nsend to  ${hook.path}\nsecret   ${hook.secret}`,
      brief: String(hook.id),
    };
  },
});
