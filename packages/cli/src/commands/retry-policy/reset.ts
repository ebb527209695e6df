import { defineCommand } from '../../program/command.ts';
import { policyName } from '../../recovery/policy-name.ts';
import { policyTable } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  arguments: { policy: { description: 'standard, aggressive, conservative or none' } },
  examples: ['tutti retry-policy reset standard'],
  run: async ({ context, args }) => {
    const name = policyName(args.policy);
    const policy = await (await context.client()).resetRetryPolicy({ params: { name } });
    return { data: policy, text: (view) => policyTable(view, [policy]), brief: name };
  },
});
