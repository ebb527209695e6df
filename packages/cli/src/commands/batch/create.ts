import { batchLine } from '../../batch/batch-text.ts';
import { readBatch } from '../../batch/read-batch.ts';
import { usageError } from '../../cli-error.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: {
    file: { description: 'YAML or JSON: a list of executions, or items with options; - is standard input' },
  },
  options: {
    failFast: flag('The first failure cancels what has not ended'),
    sequential: flag('One at a time'),
    maxConcurrent: parsed('count', 'Most at the same time in the fleet', integer(1, 10_000)),
  },
  examples: ['tutti batch create batch.yaml', 'tutti batch create batch.yaml --max-concurrent 4 --fail-fast'],
  notes: 'Up to 10,000 executions; all or none are accepted. Options given here win over those of the file.',
  run: async ({ context, args, options }) => {
    const { failFast, sequential, maxConcurrent } = options;
    if (sequential && maxConcurrent !== undefined)
      throw usageError('give --sequential or --max-concurrent, not both');
    const draft = await readBatch(args.file, context.io);
    const client = await context.client();
    const batch = await client.createBatch({
      body: {
        items: draft.items,
        options: {
          ...draft.options,
          ...(failFast && { failFast }),
          ...(sequential && { parallel: false, maxConcurrent: 1 }),
          ...(maxConcurrent !== undefined && { parallel: true, maxConcurrent }),
        },
      },
    });
    return {
      data: batch,
      text: (view) => `${batchLine(view, batch)}\nnext  tutti batch show ${batch.batchId}`,
      brief: batch.batchId,
    };
  },
});
