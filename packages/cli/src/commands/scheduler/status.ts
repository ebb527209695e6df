import { defineCommand } from '../../program/command.ts';
import { schedulerOutcome } from '../../schedule/scheduler-text.ts';

export const command = defineCommand({
  examples: ['tutti scheduler status'],
  run: async ({ context }) => schedulerOutcome(await (await context.client()).getSchedulerStatus()),
});
