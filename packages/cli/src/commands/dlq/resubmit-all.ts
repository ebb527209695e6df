import { LETTER_OPTIONS, letterFilter } from '../../dead-letter/letter-options.ts';
import { batchText } from '../../dead-letter/letter-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    ...LETTER_OPTIONS,
    canary: flag('One first; the rest follows if it succeeds'),
    rate: parsed('count', 'At most so many a minute; absent: all at once', integer(1, 100_000)),
  },
  examples: [
    'tutti dlq resubmit-all --type http_request --canary --rate 60',
    'tutti dlq resubmit-all --failed-after "2h ago"',
  ],
  notes: 'All pending ones that match, 10,000 at most.',
  run: async ({ context, options }) => {
    const { canary, rate, ...filter } = options;
    const client = await context.client();
    const result = await client.resubmitDeadLetters({
      body: {
        filter: await letterFilter(context, client, filter),
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
