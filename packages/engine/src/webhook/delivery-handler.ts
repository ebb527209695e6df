import { HIDDEN, type ExecutionError, type RetryPolicy } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { z } from 'zod';
import { appendEvents } from '../events/index.ts';
import { type Outcome, type TaskContext, type TaskHandler, completed } from '../execution/index.ts';
import { type Exchange, type Messenger, serviceOf } from '../handlers/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { TextVault } from '../secret/index.ts';
import { beginAttempt, endAttempt } from './delivery-store.ts';
import { signedHeaders } from './signature.ts';
import { type DeliveryRow, type WebhookRow, mapSecrets } from './webhook-row.ts';
import { disableWebhook } from './webhook-store.ts';

/** Some two hours: long enough for a deployment or a night's reboot of the receiver. */
const RETRIES: RetryPolicy = {
  maxRetries: 7,
  initialDelayMs: 2000,
  maxDelayMs: 3_600_000,
  multiplier: 4,
  jitter: 0.1,
};
const TIMEOUT_MS = 15_000;
const LONGEST_KEPT_BODY = 10_000;

const DeliveryConfig = z.object({
  deliveryId: z.int().positive(),
  webhook: z.string().optional(),
  url: z.string().optional(),
});

interface HandlerDeps {
  database: Database;
  messenger: Messenger;
  clock: Clock;
  vault: TextVault;
  onAppended(): void;
}

export const deliveryHandler = (deps: HandlerDeps): TaskHandler => ({
  taskType: 'webhook_delivery',
  description: 'Sends an event to a webhook',
  internal: true,
  timeoutMs: TIMEOUT_MS,
  retryPolicy: RETRIES,
  config: DeliveryConfig,
  breakerOf: serviceOf,
  run: (context) => deliver(context, deps),
});

async function deliver(context: TaskContext, deps: HandlerDeps): Promise<Outcome> {
  const { deliveryId } = DeliveryConfig.parse(context.taskConfig);
  const found = await beginAttempt(deps.database, deliveryId, context.executionId);
  if (!found) return completed({ delivered: false, reason: 'the webhook was deleted' });
  const { delivery } = found;
  const webhook = mapSecrets(found.webhook, await deps.vault.opener());
  if (!webhook.enabled && delivery.kind === 'event') {
    await endAttempt(deps.database, deliveryId, { ...NOTHING_SENT, status: 'skipped' });
    return completed({ delivered: false, reason: 'the webhook is disabled' });
  }
  const headers = headersOf(delivery, webhook, deps.clock.now(), context.trigger.traceparent);
  context.log(`POST ${withoutQuery(webhook.url)} (${delivery.event_type})`, 'system');
  const exchange = await deps.messenger.post({ url: webhook.url, headers, body: delivery.payload }, context);
  await note(deps, delivery, webhook, headers, exchange);
  if (exchange.response) context.log(`${exchange.response.status} in ${exchange.durationMs} ms`, 'system');
  return exchange.outcome;
}

const NOTHING_SENT = { request: null, response: null, error: null, durationMs: null } as const;

function headersOf(
  delivery: DeliveryRow,
  webhook: WebhookRow,
  now: Date,
  traceparent?: string,
): Record<string, string> {
  const { secret, previous_secret: previous, previous_secret_until: until } = webhook;
  const secrets = previous !== null && until !== null && until > now ? [secret, previous] : [secret];
  const timestamp = Math.floor(now.getTime() / 1000);
  return {
    'content-type': 'application/json',
    'user-agent': 'tutti-webhooks',
    ...(traceparent !== undefined && { traceparent }),
    ...webhook.headers,
    ...signedHeaders({ id: delivery.message_id, timestamp, body: delivery.payload }, secrets),
  };
}

async function note(
  { database, onAppended }: HandlerDeps,
  delivery: DeliveryRow,
  webhook: WebhookRow,
  headers: Record<string, string>,
  { outcome, response, durationMs }: Exchange,
): Promise<void> {
  const own = new Set(Object.keys(webhook.headers));
  const shown = Object.entries(headers).map(([name, value]) => [name, own.has(name) ? HIDDEN : value]);
  const request = {
    url: withoutQuery(webhook.url),
    headers: Object.fromEntries(shown) as Record<string, string>,
    body: delivery.payload.slice(0, LONGEST_KEPT_BODY),
  };
  await endAttempt(database, delivery.id, {
    // Whether a failed attempt was the last is told by the event of its execution.
    status: outcome.kind === 'completed' ? 'delivered' : 'pending',
    request,
    response,
    error: errorOf(outcome),
    durationMs,
  });
  if (response?.status === 410) await retire(database, webhook, onAppended);
}

/** A receiver that is gone for good says so; asking it again would be rude. */
async function retire(database: Database, { id, name }: WebhookRow, onAppended: () => void): Promise<void> {
  const reason = 'the receiver answered 410 Gone';
  const disabled = await database.transaction(async (tx) => {
    if (!(await disableWebhook(tx, id, reason))) return false;
    await appendEvents(tx, [{ type: 'webhook.disabled', actor: 'tutti', data: { id, name, reason } }]);
    return true;
  });
  if (disabled) onAppended();
}

const errorOf = (outcome: Outcome): ExecutionError | null =>
  outcome.kind === 'failed' || outcome.kind === 'timeout' ? outcome.error : null;

/** What stands behind the question mark is often a credential. */
export function withoutQuery(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? parsed.origin + parsed.pathname : url;
}
