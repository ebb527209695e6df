import { defineCommand } from '../../program/command.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { scheduleLine } from '../../schedule/schedule-text.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  examples: ['tutti schedule disable nightly-backup'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { id, updatedAt } = await findSchedule(client, args.schedule);
    const schedule = await client.disableSchedule({ params: { id } }, { ifMatch: updatedAt });
    return { data: schedule, text: (view) => scheduleLine(view, 'disabled', schedule), brief: String(id) };
  },
});
