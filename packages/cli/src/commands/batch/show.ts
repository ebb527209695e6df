import { batchDetail } from '../../batch/batch-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { batch: { description: 'Id, as batch create printed it' } },
  options: {
    limit: parsed('count', 'Most items to show; default 500', integer(0, 10_000)),
    offset: parsed('count', 'Leave out so many', integer(0, 10_000)),
  },
  examples: ['tutti batch show 0190b6a0-1111-7000-8000-000000000001'],
  notes: 'tutti execution bulk acts on all of a batch, or on some of it, by --batch.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const batch = await client.getBatch({ params: { id: args.batch }, query: { ...options } });
    return { data: batch, text: (view) => batchDetail(view, batch), brief: batch.status };
  },
});
