import { withGlyph } from '../../output/status-mark.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { RULE_OPTIONS, ruleFrom } from '../../recovery/rule-options.ts';
import { ruleLine } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  arguments: { rule: { description: 'Id of the rule' }, name: { description: 'Its name from now on' } },
  options: RULE_OPTIONS,
  examples: ['tutti error-rule replace 1 quota-used-up --code EXIT_75 --permanent --severity high'],
  notes: 'The whole rule is given anew; what is not named is no longer part of it.',
  run: async ({ context, args, options }) => {
    const id = rowId(args.rule);
    const client = await context.client();
    const body = await ruleFrom(client, args.name, options);
    const rule = await client.replaceErrorRule({ params: { id }, body });
    return {
      data: rule,
      text: (view) => withGlyph(view, 'ok', ruleLine(view, rule)),
      brief: String(rule.id),
    };
  },
});
