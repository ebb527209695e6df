import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { RULE_OPTIONS, ruleFrom } from '../../recovery/rule-options.ts';
import { ruleLine } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Name of the rule' } },
  options: RULE_OPTIONS,
  examples: ['tutti error-rule create quota --code EXIT_75 --permanent --severity medium'],
  notes: 'Say which failures are meant, and what they are. Failures from now on follow it.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const rule = await client.createErrorRule({ body: await ruleFrom(client, args.name, options) });
    return {
      data: rule,
      text: (view) => withGlyph(view, 'ok', ruleLine(view, rule)),
      brief: String(rule.id),
    };
  },
});
