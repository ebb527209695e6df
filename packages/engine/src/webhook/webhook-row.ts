import {
  type EventFilter,
  type ExecutionError,
  HIDDEN,
  type RetryPolicy,
  type Webhook,
  type WebhookDelivery,
  type WebhookInput,
} from '@tutti/contract';

/** `webhooks`. */
export interface WebhookRow {
  id: number;
  name: string;
  url: string;
  events: string[];
  filter: EventFilter | null;
  headers: Record<string, string>;
  enabled: boolean;
  retry_policy: RetryPolicy | null;
  secret: string;
  previous_secret: string | null;
  previous_secret_until: Date | null;
  disabled_reason: string | null;
  consecutive_failures: number;
  active_since: Date;
  last_delivered_at: Date | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

/** `webhook_deliveries`. */
export interface DeliveryRow {
  id: number;
  webhook_id: number;
  kind: WebhookDelivery['kind'];
  status: WebhookDelivery['status'];
  event_id: string;
  event_type: string;
  message_id: string;
  payload: string;
  execution_id: string | null;
  attempts: number;
  request: Record<string, unknown> | null;
  response: Record<string, unknown> | null;
  error: ExecutionError | null;
  duration_ms: number | null;
  created_at: Date;
  ended_at: Date | null;
}

/** What a caller may edit, every field of it. */
export type WebhookDefinition = Omit<WebhookInput, 'secret'>;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const toDefinition = (row: WebhookRow): WebhookDefinition => ({
  name: row.name,
  url: row.url,
  events: row.events,
  filter: row.filter,
  headers: row.headers,
  enabled: row.enabled,
  retryPolicy: row.retry_policy,
});

export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  ...toDefinition(row),
  headers: hideValues(row.headers),
  disabledReason: row.disabled_reason,
  consecutiveFailures: row.consecutive_failures,
  previousSecretUntil: row.previous_secret === null ? null : iso(row.previous_secret_until),
  lastDeliveredAt: iso(row.last_delivered_at),
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export const toDelivery = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  webhookId: row.webhook_id,
  kind: row.kind,
  status: row.status,
  eventId: row.event_id,
  eventType: row.event_type,
  messageId: row.message_id,
  executionId: row.execution_id,
  attempts: row.attempts,
  request: row.request,
  response: row.response,
  error: row.error,
  durationMs: row.duration_ms,
  createdAt: row.created_at.toISOString(),
  endedAt: iso(row.ended_at),
});

/** Headers may carry credentials of the receiver. */
export const hideValues = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN]));

/** A value written back as it was shown stays what it was. */
export const revealValues = (
  given: Record<string, string>,
  kept: Record<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === HIDDEN ? (kept[name] ?? value) : value]),
  );

/** The same row with its secret texts sealed, or opened. */
export const mapSecrets = <T extends Pick<WebhookRow, 'secret' | 'previous_secret' | 'headers'>>(
  row: T,
  by: (text: string) => string,
): T => ({
  ...row,
  secret: by(row.secret),
  previous_secret: row.previous_secret === null ? null : by(row.previous_secret),
  headers: mapValues(row.headers, by),
});

export const mapValues = (
  values: Record<string, string>,
  by: (text: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, by(value)]));
