import { errorOutcome } from '../../error/error-text.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { error: { description: 'Id of the error record' } },
  options: { notes: text('text', 'For the record') },
  examples: ['tutti error retry 1 --notes "the disk is empty again"'],
  notes: 'What has failed for good runs once more too, with a fresh allowance of retries.',
  run: async ({ context, args, options }) => {
    const body = options.notes === undefined ? {} : { notes: options.notes };
    return errorOutcome(
      await (await context.client()).retryError({ params: { id: rowId(args.error) }, body }),
    );
  },
});
