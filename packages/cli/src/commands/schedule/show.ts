import { defineCommand } from '../../program/command.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { scheduleDetail } from '../../schedule/schedule-text.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  examples: ['tutti schedule show nightly-backup', 'tutti schedule show 1 --json'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const { id } = await findSchedule(client, args.schedule);
    const { items } = await client.listSlots({ params: { id }, query: { limit: 10 } });
    const schedule = await client.getSchedule({ params: { id } });
    const recent = items.map(
      ({ slot, slotCount, executionId, status, skipReason, completedAt, durationMs }) => ({
        executionId,
        status,
        slot,
        at: completedAt ?? slot,
        durationMs,
        skipReason,
        slotCount,
      }),
    );
    return {
      data: schedule,
      text: (view) => scheduleDetail(view, { ...schedule, recent }),
      brief: String(id),
    };
  },
});
