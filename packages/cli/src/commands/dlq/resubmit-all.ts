import { LETTER_OPTIONS, countLetters, letterFilter } from '../../dead-letter/letter-options.ts';
import { batchText, lettersPreview } from '../../dead-letter/letter-text.ts';
import { formatCount } from '../../output/duration.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    ...LETTER_OPTIONS,
    canary: flag('One first; the rest follows if it succeeds'),
    rate: parsed('count', 'At most so many a minute; absent: all at once', integer(1, 100_000)),
    dryRun: flag('Only tell count, filter and effect'),
  },
  examples: [
    'tutti dlq resubmit-all --type http_request --canary --rate 60',
    'tutti dlq resubmit-all --failed-after "2h ago" --dry-run',
    'tutti dlq resubmit-all --failed-after "2h ago"',
  ],
  notes: 'All pending ones that match, 10,000 at most.',
  run: async ({ context, options }) => {
    const { canary, rate, dryRun, ...conditions } = options;
    const client = await context.client();
    const filter = await letterFilter(context, client, conditions);
    if (dryRun) {
      const { matched, truncated } = await countLetters(client, filter);
      const effect = effectOf({ canary, rate, matched });
      return lettersPreview({ dryRun, action: 'resubmit', matched, truncated, filter, effect });
    }
    const result = await client.resubmitDeadLetters({
      body: {
        filter,
        ...(canary && { canary }),
        ...(rate !== undefined && { ratePerMinute: rate }),
      },
    });
    return {
      data: result,
      text: (view) => batchText(view, result),
      brief: result.resubmitted.map(({ executionId }) => executionId).join('\n'),
    };
  },
});

interface Way {
  canary: boolean | undefined;
  rate: number | undefined;
  matched: number;
}

function effectOf({ canary, rate, matched }: Way): string {
  const pace = rate === undefined ? 'all at once' : `${formatCount(rate)} a minute`;
  if (!canary || matched < 2) return `each runs again as a new execution, ${pace}`;
  return `one runs again now; if it succeeds the other ${formatCount(matched - 1)} follow, ${pace}, if it fails they stay`;
}
