import type { AuditEntry } from '../audit/index.ts';
import type { Actor } from '../engine-api.ts';
import type { ScheduleDefinition } from './schedule-rules.ts';

interface Change {
  before?: unknown;
  after?: unknown;
}

export const scheduleAudit = (
  action: string,
  id: number,
  { actor = 'local', requestId }: Actor,
  change: Change,
): AuditEntry[] => [{ actor, action, entityType: 'schedule', entityId: String(id), ...change, requestId }];

export const schedulerAudit = (action: string, { actor = 'local', requestId }: Actor): AuditEntry[] => [
  { actor, action, entityType: 'scheduler', requestId },
];

/** Enabling and disabling are acts of their own, however they were asked for. */
export function editAction(changed: readonly string[], { enabled }: ScheduleDefinition): string {
  if (changed.length !== 1 || changed[0] !== 'enabled') return 'schedule.updated';
  return enabled ? 'schedule.enabled' : 'schedule.disabled';
}

/** Only what changed: a definition may be long, and the row before tells the rest. */
export function changesOf(
  before: ScheduleDefinition,
  after: ScheduleDefinition,
  changed: readonly string[],
): Change {
  const pick = (definition: ScheduleDefinition): object =>
    Object.fromEntries(changed.map((field) => [field, definition[field as keyof ScheduleDefinition]]));
  return { before: pick(before), after: pick(after) };
}
