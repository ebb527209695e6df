import type { Event, Trigger } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { EventConsumer, type NewEvent, type Plan, appendEvents, causedBy } from '../events/index.ts';
import type { Log } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin, ensureQueues } from '../queue/index.ts';
import { GIVEN_UP, TELLING_TASKS, disablingReason, payloadOf, recipientsOf } from './deliver-decision.ts';
import { withoutQuery } from './delivery-handler.ts';
import { type NewDelivery, executionsOfTypes, giveUp, insertDeliveries } from './delivery-store.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';
import { allWebhooks, countFailures, disableWebhook } from './webhook-store.ts';

const WEBHOOK_QUEUE = 'webhooks';

interface DispatcherDeps {
  database: Database;
  log: Log;
  newId(): string;
  onDispatched(): void;
}

/** Turns events into deliveries, each event at most one per webhook, and disables webhooks that only fail. */
export function webhookDispatcher({
  database,
  log,
  newId,
  onDispatched,
}: DispatcherDeps): EventConsumer<true> {
  const plan = async (tx: Queryable): Promise<Plan<true> | undefined> => {
    const webhooks = await allWebhooks(tx);
    if (webhooks.length === 0) return undefined;
    return {
      patterns: [
        ...GIVEN_UP,
        ...webhooks.filter((webhook) => webhook.enabled).flatMap((webhook) => webhook.events),
      ],
      consume: async (events) => {
        const dispatched = await dispatch(tx, webhooks, events, newId);
        const disabled = await settleFailures(tx, events);
        return dispatched > 0 || disabled > 0 ? true : undefined;
      },
    };
  };
  return new EventConsumer({ name: 'webhooks', database, log, plan, onConsumed: onDispatched });
}

async function dispatch(
  tx: Queryable,
  webhooks: readonly WebhookRow[],
  events: readonly Event[],
  newId: () => string,
): Promise<number> {
  const telling = await tellingExecutions(tx, events);
  const wanted = events.flatMap((event) =>
    recipientsOf(event, webhooks, telling).map((webhook) => ({ event, webhook })),
  );
  if (wanted.length === 0) return 0;
  const rows = await enqueueDeliveries(
    tx,
    webhooks,
    wanted.map(({ event, webhook }) => ({ delivery: newDelivery(webhook.id, event, newId), event })),
  );
  return rows.length;
}

/** Only events of executions that do not name their task type need to be looked up. */
export async function tellingExecutions(tx: Queryable, events: readonly Event[]): Promise<Set<string>> {
  const ids = events.flatMap(({ data: { executionId, taskType } }) =>
    typeof executionId === 'string' && taskType === undefined ? [executionId] : [],
  );
  return ids.length > 0 ? executionsOfTypes(tx, ids, TELLING_TASKS) : new Set();
}

const newDelivery = (webhookId: number, event: Event, newId: () => string): NewDelivery => ({
  webhookId,
  kind: 'event',
  eventId: event.id,
  eventType: event.type,
  messageId: `msg_${newId()}`,
  payload: payloadOf(event),
  executionId: newId(),
});

/** A delivery, and what caused it: an event, or a request with a trace of its own. */
interface Entry {
  delivery: NewDelivery;
  event?: Event;
  traceparent?: string | undefined;
}

/** Stores the deliveries and enqueues an execution for each that is new. */
export async function enqueueDeliveries(
  tx: Queryable,
  webhooks: readonly WebhookRow[],
  entries: readonly Entry[],
): Promise<DeliveryRow[]> {
  const byExecution = new Map(entries.map((entry) => [entry.delivery.executionId, entry]));
  const rows = await insertDeliveries(
    tx,
    entries.map(({ delivery }) => delivery),
  );
  await ensureQueues(tx, [WEBHOOK_QUEUE]);
  const executions = rows.map((row) =>
    executionOf(
      row,
      webhooks.find(({ id }) => id === row.webhook_id) as WebhookRow,
      byExecution.get(row.execution_id as string),
    ),
  );
  await enqueueWithin(tx, executions);
  return rows;
}

function executionOf(delivery: DeliveryRow, webhook: WebhookRow, cause: Entry | undefined): NewExecution {
  const trigger = triggerOf(cause);
  return {
    executionId: delivery.execution_id as string,
    taskType: 'webhook_delivery',
    taskConfig: JSON.stringify({
      deliveryId: delivery.id,
      webhook: webhook.name,
      url: withoutQuery(webhook.url),
    }),
    queue: WEBHOOK_QUEUE,
    priority: 5,
    retryPolicy: webhook.retry_policy ?? undefined,
    // An operator who sends one wants to know now, whatever the breaker of the receiver says.
    ...(delivery.kind !== 'event' && { breaker: '' }),
    ...(trigger && { trigger }),
  };
}

function triggerOf({ event, traceparent }: Partial<Entry> = {}): Trigger | undefined {
  if (event) return causedBy(event);
  return traceparent === undefined ? undefined : { kind: 'api', traceparent };
}

/** Deliveries that no attempt will follow count against their webhooks; tests and cancelled ones do not. */
async function settleFailures(tx: Queryable, events: readonly Event[]): Promise<number> {
  const ended = events.filter(
    ({ type, data }) =>
      (GIVEN_UP as readonly string[]).includes(type) && data['taskType'] === 'webhook_delivery',
  );
  if (ended.length === 0) return 0;
  const cancelled = new Set(
    ended.filter(({ type }) => type === 'execution.cancelled').map(({ data }) => data['executionId']),
  );
  const failed = await giveUp(
    tx,
    ended.map(({ data }) => String(data['executionId'])),
  );
  const counted = failed.filter((row) => row.kind !== 'test' && !cancelled.has(row.execution_id));
  const counts = new Map<number, number>();
  for (const row of counted) counts.set(row.webhook_id, (counts.get(row.webhook_id) ?? 0) + 1);
  const told: NewEvent[] = [];
  for (const webhook of await countFailures(tx, counts)) {
    const last = counted.findLast((row) => row.webhook_id === webhook.id);
    const failures = webhook.consecutive_failures;
    const reason = disablingReason(failures, last?.error?.message ?? 'no answer in time');
    if (reason === undefined || !(await disableWebhook(tx, webhook.id, reason))) continue;
    const data = { id: webhook.id, name: webhook.name, reason, failures };
    told.push({ type: 'webhook.disabled', actor: 'tutti', data });
  }
  await appendEvents(tx, told);
  return told.length;
}
