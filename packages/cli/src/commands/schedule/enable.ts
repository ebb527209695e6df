import { defineCommand } from '../../program/command.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { scheduleLine } from '../../schedule/schedule-text.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  examples: ['tutti schedule enable nightly-backup'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { id, updatedAt } = await findSchedule(client, args.schedule);
    const schedule = await client.enableSchedule({ params: { id } }, { ifMatch: updatedAt });
    return { data: schedule, text: (view) => scheduleLine(view, 'enabled', schedule), brief: String(id) };
  },
});
