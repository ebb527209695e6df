import { errorDetail } from '../../error/error-text.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { error: { description: 'Id of the error record' } },
  examples: ['tutti error show 1'],
  run: async ({ context, args }) => {
    const record = await (await context.client()).getError({ params: { id: rowId(args.error) } });
    return { data: record, text: (view) => errorDetail(view, record), brief: record.recoveryStatus };
  },
});
