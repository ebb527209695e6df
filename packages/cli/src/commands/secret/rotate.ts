import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti secret rotate'],
  notes: `Where Tutti keeps the key in its home, it makes a new one. Where TUTTI_SECRET_KEY gives it, put the new key before the old
one first (TUTTI_SECRET_KEY=NEW,OLD) on every node and start them again; leave the old one out afterwards. An interrupted
rotation loses nothing: rotate again.`,
  run: async ({ context }) => {
    const client = await context.client();
    const rotation = await client.rotateSecrets();
    const { rotated, keyFingerprint } = rotation;
    const what = rotated === 1 ? '1 secret is' : `${rotated} secrets are`;
    const line = `${what} encrypted anew, with key ${keyFingerprint}`;
    return {
      data: rotation,
      text: (view) => withGlyph(view, 'ok', line),
      brief: keyFingerprint,
    };
  },
});
