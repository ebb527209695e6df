import { defineCommand } from '../../program/command.ts';
import { recoveryOutcome } from '../../recovery/recovery-text.ts';

export const command = defineCommand({
  examples: ['tutti recovery start'],
  run: async ({ context }) => recoveryOutcome(await (await context.client()).startRecovery()),
});
