import { letterStats } from '../../dead-letter/letter-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti dlq stats'],
  run: async ({ context }) => {
    const stats = await (await context.client()).getDeadLetterStats();
    return {
      data: stats,
      text: (view) => letterStats(view, stats),
      brief: String(stats.byStatus.pending),
    };
  },
});
