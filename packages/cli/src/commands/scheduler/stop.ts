import { defineCommand } from '../../program/command.ts';
import { schedulerOutcome } from '../../schedule/scheduler-text.ts';

export const command = defineCommand({
  examples: ['tutti scheduler stop'],
  run: async ({ context }) => schedulerOutcome(await (await context.client()).stopScheduler()),
});
