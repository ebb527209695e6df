import { errorOutcome } from '../../error/error-text.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { error: { description: 'Id of the error record' } },
  options: { notes: text('text', 'For the record') },
  examples: ['tutti error escalate 4 --notes "needs a person"'],
  notes: 'A retry that waits is called off; the execution becomes a dead letter.',
  run: async ({ context, args, options }) => {
    const body = options.notes === undefined ? {} : { notes: options.notes };
    return errorOutcome(
      await (await context.client()).escalateError({ params: { id: rowId(args.error) }, body }),
    );
  },
});
