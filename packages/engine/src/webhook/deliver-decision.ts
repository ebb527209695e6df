import { type Event, eventMatches } from '@tutti/contract';
import { filterMatches } from '../events/index.ts';
import { serviceOf } from '../handlers/index.ts';
import type { WebhookRow } from './webhook-row.ts';

/** Work that Tutti does to tell of other work. What happens to it is told by nobody, or telling would never end. */
export const TELLING_TASKS = ['webhook_delivery', 'notification'] as const;

/** A chain of events and deliveries that cause each other ends here. */
const DEEPEST = 10;

/** Events by which a delivery that was given up is known. */
export const GIVEN_UP = ['execution.failed', 'execution.timed_out', 'execution.cancelled'] as const;

/** True for events about deliveries and notifications themselves; `telling` names the executions that are such. */
export function isAboutTelling(
  { data }: Pick<Event, 'data'>,
  telling: ReadonlySet<string> = new Set(),
): boolean {
  const { taskType, executionId } = data;
  return (
    (TELLING_TASKS as readonly unknown[]).includes(taskType) ||
    (typeof executionId === 'string' && telling.has(executionId))
  );
}

/** Which webhooks are to hear of the event. */
export function recipientsOf(
  event: Event,
  webhooks: readonly WebhookRow[],
  telling: ReadonlySet<string> = new Set(),
): WebhookRow[] {
  if (event.depth > DEEPEST || isAboutTelling(event, telling)) return [];
  return webhooks.filter(
    (webhook) =>
      webhook.enabled &&
      Date.parse(event.at) >= webhook.active_since.getTime() &&
      eventMatches(webhook.events, event.type) &&
      filterMatches(webhook.filter, event) &&
      !isAboutReceiver(event, webhook),
  );
}

/** A receiver that is down must not be told, again and again, that it is down. */
function isAboutReceiver({ type, data }: Event, { id, url }: WebhookRow): boolean {
  if (type === 'webhook.disabled') return data['id'] === id;
  return type.startsWith('breaker.') && data['key'] === serviceOf({ url });
}

/** The body of a delivery, by the Standard Webhooks convention: type, timestamp, data, and where in the log it stands. */
export const payloadOf = ({ id, type, at, data, actor, correlationId, causationId, depth }: Event): string =>
  JSON.stringify({ type, timestamp: at, data, id, actor, correlationId, causationId, depth });

export const MOST_FAILURES = 20;

/** Why a webhook is disabled after so many deliveries given up in a row; undefined while it goes on. */
export const disablingReason = (failures: number, lastError: string): string | undefined =>
  failures >= MOST_FAILURES ? `${failures} deliveries in a row failed; the last: ${lastError}` : undefined;
