import { type Event, eventMatches } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { EventConsumer, type Plan, causedBy } from '../events/index.ts';
import { type Log, storableJson } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin, ensureQueues } from '../queue/index.ts';
import { isAboutTelling, tellingExecutions } from '../webhook/index.ts';
import { Alerts, OWN_FAILURES, OWN_SUCCESS, type Sending, interestsIn } from './alerts.ts';
import { channelsNamed } from './channel-store.ts';
import { anyOpenGroup, errorsOf, loadGroups, saveGroups, tellingSchedules } from './group-store.ts';
import type { Message } from './message.ts';
import type { ChannelRow, RuleRow } from './notification-row.ts';
import { enabledRules } from './rule-store.ts';
import { RECOVERIES, subjectOf } from './subject.ts';

export const NOTIFICATION_QUEUE = 'notifications';
/** A chain of events and messages that cause each other ends here. */
const DEEPEST = 10;

interface NotifierDeps {
  database: Database;
  log: Log;
  newId(): string;
  /** Messages were enqueued; `delayed` when some wait for the end of quiet hours. */
  onNotified(delayed: boolean): void;
}
type Notified = { delayed: boolean };

/** Turns events into messages by rules and by what schedules ask for. Each message to each channel is an execution. */
export function notifier({ database, log, newId, onNotified }: NotifierDeps): EventConsumer<Notified> {
  const plan = async (tx: Queryable): Promise<Plan<Notified> | undefined> => {
    const [rules, schedules, open] = [
      await enabledRules(tx),
      await tellingSchedules(tx),
      await anyOpenGroup(tx),
    ];
    if (rules.length === 0 && schedules.length === 0) return undefined;
    const byId = new Map(schedules.map((schedule) => [schedule.id, schedule]));
    const own = schedules.length > 0 ? [...OWN_FAILURES, OWN_SUCCESS] : [];
    return {
      // An alert that this very page opens may recover in it, too.
      patterns: [
        ...rules.flatMap((rule) => rule.events),
        ...own,
        ...(open || rules.length > 0 ? RECOVERIES : []),
      ],
      consume: async (events) => {
        const sendings = await decide(tx, events, rules, byId);
        return enqueueSendings(tx, sendings, { newId, log });
      },
    };
  };
  const onConsumed = ({ delayed }: Notified): void => onNotified(delayed);
  return new EventConsumer({ name: 'notifications', database, log, plan, onConsumed });
}

async function decide(
  tx: Queryable,
  all: readonly Event[],
  rules: readonly RuleRow[],
  schedules: Parameters<typeof interestsIn>[2],
): Promise<readonly Sending[]> {
  const telling = await tellingExecutions(tx, all);
  const events = await withErrors(
    tx,
    all.filter((event) => event.depth <= DEEPEST && !isAboutTelling(event, telling)),
  );
  const interests = events.map((event) => interestsIn(event, rules, schedules));
  const better = events.filter((event) => eventMatches(RECOVERIES, event.type)).map(subjectOf);
  const groups = await loadGroups(tx, {
    keys: interests
      .flat()
      .flatMap(({ rule, groupKey }) => (groupKey === null ? [] : [{ ruleId: rule.id, groupKey }])),
    scheduleIds: better.flatMap(({ scheduleId }) => scheduleId ?? []),
    executionIds: better.flatMap(({ executionId }) => executionId ?? []),
    things: better.flatMap(({ thing }) => thing ?? []),
  });
  const alerts = new Alerts(groups);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const sourceOf = ({
    rule_id: ruleId,
    schedule_id: scheduleId,
  }: {
    rule_id: number;
    schedule_id: number | null;
  }) =>
    ruleId === 0
      ? `schedule ${schedules.get(scheduleId ?? 0)?.name ?? scheduleId}`
      : `rule ${byId.get(ruleId)?.name ?? ruleId}`;
  events.forEach((event, index) => {
    alerts.recover(event, byId, sourceOf);
    for (const interest of interests[index] ?? []) alerts.tell(interest);
  });
  await saveGroups(tx, alerts.changed);
  return alerts.sendings;
}

/** People want to know why; and so does grouping by fingerprint. */
async function withErrors(tx: Queryable, events: readonly Event[]): Promise<Event[]> {
  const failed = events.filter(({ type }) => OWN_FAILURES.includes(type) || type === 'execution.cancelled');
  const ids = failed.flatMap(({ data: { executionId } }) =>
    typeof executionId === 'string' ? [executionId] : [],
  );
  const errors = await errorsOf(tx, ids);
  return events.map((event) => {
    const error = failed.includes(event) ? errors.get(String(event.data['executionId'])) : undefined;
    if (!error) return event;
    return { ...event, data: { ...event.data, error: { code: error.code, message: error.message } } };
  });
}

/** One execution per message and channel; undefined when there was nobody to tell. */
async function enqueueSendings(
  tx: Queryable,
  sendings: readonly Sending[],
  { newId, log }: { newId(): string; log: Log },
): Promise<Notified | undefined> {
  if (sendings.length === 0) return undefined;
  const names = [...new Set(sendings.flatMap(({ channels }) => channels))];
  const channels = new Map((await channelsNamed(tx, names)).map((channel) => [channel.name, channel]));
  const missing = names.filter((name) => !channels.has(name));
  if (missing.length > 0) log.warn({ missing }, 'messages are for notification channels that are not there');
  const executions = sendings.flatMap(({ channels: wanted, message, event, runAt }) =>
    wanted.flatMap((name) => {
      const channel = channels.get(name);
      return channel?.enabled ? [notificationOf(channel, message, newId(), { event, runAt })] : [];
    }),
  );
  if (executions.length === 0) return undefined;
  await ensureQueues(tx, [NOTIFICATION_QUEUE]);
  await enqueueWithin(tx, executions);
  return { delayed: executions.some((execution) => execution.runAt !== undefined) };
}

/** The execution that sends a message through a channel. */
export function notificationOf(
  channel: ChannelRow,
  message: Message,
  executionId: string,
  { event, runAt }: { event?: Event; runAt?: Date | null } = {},
): NewExecution {
  return {
    executionId,
    taskType: 'notification',
    taskConfig: storableJson({ channelId: channel.id, channel: channel.name, message }) as string,
    queue: NOTIFICATION_QUEUE,
    priority: message.severity === 'critical' ? 10 : 7,
    runAt: runAt ?? undefined,
    ...(event && { trigger: causedBy(event) }),
  };
}
