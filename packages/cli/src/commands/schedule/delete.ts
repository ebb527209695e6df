import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  examples: ['tutti schedule delete greet'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { id, name, updatedAt } = await findSchedule(client, args.schedule);
    await client.deleteSchedule({ params: { id } }, { ifMatch: updatedAt });
    return {
      data: { id, name },
      text: (view) => withGlyph(view, 'ok', `deleted ${plainText(name)} (#${id}); its executions stay`),
      brief: String(id),
    };
  },
});
