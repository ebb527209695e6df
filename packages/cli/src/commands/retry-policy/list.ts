import { defineCommand } from '../../program/command.ts';
import { policyTable } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  examples: ['tutti retry-policy list'],
  run: async ({ context }) => {
    const { items } = await (await context.client()).listRetryPolicies();
    return {
      data: items,
      text: (view) => policyTable(view, items),
      brief: items.map(({ name }) => name).join('\n'),
    };
  },
});
