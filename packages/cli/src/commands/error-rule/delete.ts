import { withGlyph } from '../../output/status-mark.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { rule: { description: 'Id of the rule' } },
  examples: ['tutti error-rule delete 1'],
  run: async ({ context, args }) => {
    const id = rowId(args.rule);
    await (await context.client()).deleteErrorRule({ params: { id } });
    return {
      data: { id },
      text: (view) => withGlyph(view, 'ok', `deleted rule #${id}`),
      brief: String(id),
    };
  },
});
