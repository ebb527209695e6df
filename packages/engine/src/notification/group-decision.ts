import type { Event } from '@tutti/contract';
import { eventMatches } from '@tutti/contract';
import { filterMatches } from '../events/index.ts';
import type { GroupRow, RuleRow } from './notification-row.ts';
import { severityOf } from './severity.ts';
import { subjectOf } from './subject.ts';

/** True when the rule is one that tells of the event. */
export function ruleWants(rule: RuleRow, event: Event): boolean {
  const { scheduleId } = subjectOf(event);
  return (
    rule.enabled &&
    Date.parse(event.at) >= rule.active_since.getTime() &&
    eventMatches(rule.events, event.type) &&
    filterMatches(rule.filter, event) &&
    (rule.schedule_ids.length === 0 || (scheduleId !== null && rule.schedule_ids.includes(scheduleId))) &&
    (rule.severities.length === 0 || rule.severities.includes(severityOf(event)))
  );
}

/** Whether an event of a group is told of, or only counted until the next message. */
export function decideOnGroup(
  group: Pick<GroupRow, 'open' | 'notified_at' | 'suppressed'> | undefined,
  renotifyMs: number,
  at: Date,
): { notify: true; suppressed: number } | { notify: false } {
  if (!group?.open) return { notify: true, suppressed: 0 };
  const due = at.getTime() >= group.notified_at.getTime() + renotifyMs;
  return due ? { notify: true, suppressed: group.suppressed } : { notify: false };
}
