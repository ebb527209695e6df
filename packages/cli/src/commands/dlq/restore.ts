import { countText } from '../../dead-letter/letter-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: {
    file: { description: 'Name of an archive file, as tutti dlq archives lists it' },
    letters: { description: 'Ids of dead letters; absent: all of it', optional: true, variadic: true },
  },
  examples: ['tutti dlq restore dead-letters-2026-11-21T04-30-00-000Z-4.jsonl.gz'],
  notes: 'They come back under their ids; those that are there already stay as they are.',
  run: async ({ context, args }) => {
    const ids = (args.letters ?? []).map(rowId);
    const client = await context.client();
    const result = await client.restoreDeadLetters({
      body: { file: args.file, ...(ids.length > 0 && { ids }) },
    });
    const left = result.skipped > 0 ? `, ${result.skipped} were there already` : '';
    return {
      data: result,
      text: (view) => withGlyph(view, 'ok', `restored ${countText(result.restored, 'dead letter')}${left}`),
      brief: String(result.restored),
    };
  },
});
