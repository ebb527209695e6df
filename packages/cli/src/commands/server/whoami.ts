import { formatInstant } from '../../output/instant.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderFields } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti whoami'],
  notes: 'Exits 5 when the server asks for a token and does not get a good one.',
  run: async ({ context }) => {
    const me = await (await context.client()).whoAmI();
    return {
      data: me,
      text: (view) =>
        renderFields(view, [
          ['you are', me.mode === 'local' ? 'on this machine, which may do everything' : plainText(me.actor)],
          ['roles', me.roles.join(', ') || undefined],
          ['may', me.scopes.join(', ')],
          ['until', me.expiresAt === null ? undefined : formatInstant(me.expiresAt, view.now, view.zone)],
        ]),
      brief: me.actor,
    };
  },
});
