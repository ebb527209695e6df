import { defineCommand } from '../../program/command.ts';
import { schedulerOutcome } from '../../schedule/scheduler-text.ts';

export const command = defineCommand({
  examples: ['tutti scheduler start'],
  run: async ({ context }) => schedulerOutcome(await (await context.client()).startScheduler()),
});
