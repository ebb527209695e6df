import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { message: { description: 'Id of a message, from tutti hook messages' } },
  examples: ['tutti hook replay 1'],
  notes:
    'What it said becomes a new event, for which schedules run again. One that was refused cannot be: nobody proved where it comes from.',
  run: async ({ context, args }) => {
    const client = await context.client();
    const made = await client.replayIncomingMessage({ params: { id: args.message } });
    const line = `message ${args.message} is delivered again, as ${made.id}`;
    return {
      data: made,
      text: (view) => `${withGlyph(view, 'ok', line)}\nnext  tutti hook message ${made.id}`,
      brief: String(made.id),
    };
  },
});
