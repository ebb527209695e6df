import { letterDetail } from '../../dead-letter/letter-text.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { letter: { description: 'Id of the dead letter' } },
  examples: ['tutti dlq show 1'],
  run: async ({ context, args }) => {
    const letter = await (await context.client()).getDeadLetter({ params: { id: rowId(args.letter) } });
    return { data: letter, text: (view) => letterDetail(view, letter), brief: letter.status };
  },
});
