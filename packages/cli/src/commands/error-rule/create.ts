import { SEVERITIES } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, flag, negatedFlag, parsed, text } from '../../program/option.ts';
import { ruleLine } from '../../recovery/rule-text.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Name of the rule' } },
  options: {
    type: text('type', 'Failures of this task type'),
    schedule: text('schedule', 'Failures of this schedule: id or exact name'),
    code: text('code', 'Failures with this error code'),
    message: text('text', 'Failures with this in their message'),
    permanent: flag('Another attempt cannot help'),
    transient: flag('Another attempt may help'),
    severity: choice(SEVERITIES, 'How bad they are'),
    retry: negatedFlag('Leave those of low and medium severity unresolved instead of retrying them'),
    position: parsed('number', 'The first rule that matches decides; default 100', integer(1, 10_000)),
  },
  examples: ['tutti error-rule create quota --code EXIT_75 --permanent --severity medium'],
  notes: 'Say which failures are meant, and what they are. Failures from now on follow it.',
  run: async ({ context, args, options }) => {
    const { type, schedule, code, message, permanent, transient, severity, retry, position } = options;
    if (permanent && transient) throw usageError('give --permanent or --transient, not both');
    const client = await context.client();
    const rule = await client.createErrorRule({
      body: {
        name: args.name,
        match: {
          ...(type !== undefined && { taskType: type }),
          ...(schedule !== undefined && { scheduleId: (await findSchedule(client, schedule)).id }),
          ...(code !== undefined && { errorCode: code }),
          ...(message !== undefined && { messageIncludes: message }),
        },
        ...((permanent || transient) && { permanent: permanent === true }),
        ...(severity && { severity }),
        ...(retry === false && { retry }),
        ...(position !== undefined && { position }),
      },
    });
    return {
      data: rule,
      text: (view) => withGlyph(view, 'ok', ruleLine(view, rule)),
      brief: String(rule.id),
    };
  },
});
