import { letterLine } from '../../dead-letter/letter-text.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { letter: { description: 'Id of the dead letter' } },
  options: { notes: text('text', 'For the record') },
  examples: ['tutti dlq resolve 3 --notes "sent by hand"'],
  notes: 'Its error is resolved with it.',
  run: async ({ context, args, options }) => {
    const body = options.notes === undefined ? {} : { notes: options.notes };
    const letter = await (
      await context.client()
    ).resolveDeadLetter({ params: { id: rowId(args.letter) }, body });
    return { data: letter, text: (view) => letterLine(view, letter), brief: letter.status };
  },
});
