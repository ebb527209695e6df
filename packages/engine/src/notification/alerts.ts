import { type Event, eventMatches } from '@tutti/contract';
import { decideOnGroup, ruleWants } from './group-decision.ts';
import type { TellingSchedule } from './group-store.ts';
import { type Message, alertOf, recoveryOf } from './message.ts';
import type { GroupRow, RuleRow } from './notification-row.ts';
import { heldUntil } from './quiet-hours.ts';
import { severityOf } from './severity.ts';
import { RECOVERIES, groupKeyOf, subjectOf } from './subject.ts';

/** A message that is to go out. */
export interface Sending {
  channels: readonly string[];
  message: Message;
  event: Event;
  runAt: Date | null;
}

/** One rule's interest in one event. */
export interface Interest {
  rule: RuleRow;
  source: string;
  event: Event;
  groupKey: string | null;
}

/** What schedules themselves ask for stands under this rule. */
const OWN_RULE = 0;
export const OWN_RENOTIFY_MS = 3_600_000;
export const OWN_FAILURES = ['execution.failed', 'execution.timed_out', 'schedule.missed', 'schedule.slow'];
export const OWN_SUCCESS = 'execution.completed';

export const keyOf = (ruleId: number, groupKey: string): string => `${ruleId} ${groupKey}`;

/** Who is interested in the event: rules, and the schedule it is about. */
export function interestsIn(
  event: Event,
  rules: readonly RuleRow[],
  schedules: ReadonlyMap<number, TellingSchedule>,
): Interest[] {
  const wanting = rules.filter((rule) => ruleWants(rule, event));
  const interests = wanting.map((rule) => ({
    rule,
    source: `rule ${rule.name}`,
    event,
    groupKey: groupKeyOf(rule.group_by, event),
  }));
  const { scheduleId } = subjectOf(event);
  const schedule = scheduleId === null ? undefined : schedules.get(scheduleId);
  const own = schedule && ownRule(schedule, event);
  if (!own) return interests;
  const groupKey = event.type === OWN_SUCCESS ? null : groupKeyOf('schedule', event);
  return [...interests, { rule: own, source: `schedule ${own.name}`, event, groupKey }];
}

function ownRule(schedule: TellingSchedule, { type }: Event): RuleRow | undefined {
  const failure = eventMatches(OWN_FAILURES, type);
  const channels = failure ? schedule.on_failure : type === OWN_SUCCESS ? schedule.on_success : [];
  if (channels.length === 0) return undefined;
  return {
    id: OWN_RULE,
    name: schedule.name,
    enabled: true,
    events: OWN_FAILURES,
    filter: null,
    schedule_ids: [],
    severities: [],
    channels,
    group_by: 'schedule',
    renotify_ms: OWN_RENOTIFY_MS,
    recovered: true,
    quiet_hours: null,
    active_since: new Date(0),
    created_by: 'tutti',
    created_at: new Date(0),
    updated_at: new Date(0),
  };
}

/** Alerts as they stand, and what events do to them, in order. */
export class Alerts {
  readonly #groups: Map<string, GroupRow>;
  readonly #changed = new Set<GroupRow>();
  readonly sendings: Sending[] = [];

  constructor(groups: readonly GroupRow[]) {
    this.#groups = new Map(groups.map((group) => [keyOf(group.rule_id, group.group_key), { ...group }]));
  }

  get changed(): GroupRow[] {
    return [...this.#changed];
  }

  /** The event happened, and this rule is interested. */
  tell({ rule, source, event, groupKey }: Interest): void {
    const at = new Date(event.at);
    if (groupKey === null) return void this.#send(rule, event, alertOf(event, source, 0), at);
    const key = keyOf(rule.id, groupKey);
    const before = this.#groups.get(key);
    const decision = decideOnGroup(before, rule.renotify_ms, at);
    const message = alertOf(event, source, decision.notify ? decision.suppressed : 0);
    const notifiedAt = decision.notify ? this.#send(rule, event, message, at) : (before?.notified_at ?? at);
    const { scheduleId, executionId, thing } = subjectOf(event);
    const group: GroupRow = {
      rule_id: rule.id,
      group_key: groupKey,
      open: true,
      subject: thing,
      schedule_id: scheduleId,
      execution_id: executionId,
      events: (before?.open ? before.events : 0) + 1,
      suppressed: decision.notify ? 0 : (before?.suppressed ?? 0) + 1,
      notified_at: notifiedAt,
      last_at: at,
      title: before?.open ? before.title : message.title,
      channels: rule.channels,
    };
    this.#groups.set(key, group);
    if (before) this.#changed.delete(before);
    this.#changed.add(group);
  }

  /** What got better closes the alerts of its subject. */
  recover(event: Event, rules: ReadonlyMap<number, RuleRow>, source: (group: GroupRow) => string): void {
    if (!eventMatches(RECOVERIES, event.type)) return;
    const { scheduleId, executionId, thing } = subjectOf(event);
    for (const group of this.#groups.values()) {
      const same =
        (scheduleId !== null && group.schedule_id === scheduleId) ||
        (executionId !== null && group.execution_id === executionId) ||
        (thing !== null && group.subject === thing);
      if (!group.open || !same || Date.parse(event.at) < group.last_at.getTime()) continue;
      group.open = false;
      this.#changed.add(group);
      const rule = rules.get(group.rule_id);
      if (group.rule_id !== OWN_RULE && !rule?.recovered) continue;
      const { title, events, channels } = group;
      const message = recoveryOf(event, { title, events, source: source(group) });
      const quiet = { quiet_hours: rule?.quiet_hours ?? null, channels };
      this.#send(quiet, event, message, new Date(event.at));
    }
  }

  /** Returns when it will be told. */
  #send(
    { channels, quiet_hours: quiet }: Pick<RuleRow, 'channels' | 'quiet_hours'>,
    event: Event,
    message: Message,
    at: Date,
  ): Date {
    const severity = message.kind === 'alert' ? severityOf(event) : 'low';
    const runAt = heldUntil(quiet, severity, at);
    this.sendings.push({ channels, message, event, runAt });
    return runAt ?? at;
  }
}
