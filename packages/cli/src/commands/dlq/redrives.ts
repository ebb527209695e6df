import { formatCount } from '../../output/duration.ts';
import { formatInstant } from '../../output/instant.ts';
import { renderTable } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';

const WORDS = {
  canary: 'waits for its canary',
  sending: 'sending',
  completed: 'all sent',
  canary_failed: 'canary failed; the rest stayed',
} as const;

export const command = defineCommand({
  examples: ['tutti dlq redrives', 'tutti dlq redrives --json'],
  notes: 'Those of resubmit-all with --canary or --rate; they are kept for a week.',
  run: async ({ context }) => {
    const { items } = await (await context.client()).listRedrives();
    return {
      data: items,
      text: (view) =>
        items.length === 0
          ? 'no redrives; tutti dlq resubmit-all --canary begins one'
          : renderTable(
              view,
              [
                { head: 'BEGUN' },
                { head: 'STATE', flexible: true },
                { head: 'SENT', align: 'right' },
                { head: 'OF', align: 'right' },
                { head: 'BY' },
              ],
              items.map(({ createdAt, state, sent, total, actor }) => [
                formatInstant(createdAt, view.now, view.zone),
                WORDS[state],
                formatCount(sent),
                formatCount(total),
                actor,
              ]),
            ),
      brief: items.map(({ redriveId }) => redriveId).join('\n'),
    };
  },
});
