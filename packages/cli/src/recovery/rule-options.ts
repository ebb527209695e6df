import type { Client } from '@tutti/client';
import { SEVERITIES } from '@tutti/contract';
import { usageError } from '../cli-error.ts';
import { integer } from '../parse/integer.ts';
import { type OptionValues, choice, flag, negatedFlag, parsed, text } from '../program/option.ts';
import { findSchedule } from '../schedule/find-schedule.ts';

/** Which failures are meant, and what they are. */
export const RULE_OPTIONS = {
  type: text('type', 'Failures of this task type'),
  schedule: text('schedule', 'Failures of this schedule: id or exact name'),
  code: text('code', 'Failures with this error code'),
  message: text('text', 'Failures with this in their message'),
  permanent: flag('Another attempt cannot help'),
  transient: flag('Another attempt may help'),
  severity: choice(SEVERITIES, 'How bad they are'),
  retry: negatedFlag('Leave those of low and medium severity unresolved instead of retrying them'),
  position: parsed('number', 'The first rule that matches decides; default 100', integer(1, 10_000)),
};

export async function ruleFrom(client: Client, name: string, options: OptionValues<typeof RULE_OPTIONS>) {
  const { type, schedule, code, message, permanent, transient, severity, retry, position } = options;
  if (permanent && transient) throw usageError('give --permanent or --transient, not both');
  return {
    name,
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
  };
}
