import { defineCommand } from '../../program/command.ts';
import { ruleTable } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  examples: ['tutti error-rule list'],
  run: async ({ context }) => {
    const { items } = await (await context.client()).listErrorRules();
    return {
      data: items,
      text: (view) =>
        items.length === 0 ? 'no rules; a failure is what its handler says it is' : ruleTable(view, items),
      brief: items.map(({ id }) => id).join('\n'),
    };
  },
});
