import { type ExecutionError, TuttiError, type WebhookDelivery } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { DeliveryListQuery } from '../hooks-api.ts';
import { storableJson } from '../kernel/index.ts';
import type { DeliveryRow, WebhookRow } from './webhook-row.ts';

export interface NewDelivery {
  webhookId: number;
  kind: WebhookDelivery['kind'];
  eventId: string;
  eventType: string;
  messageId: string;
  payload: string;
  executionId: string;
}

const INSERT = `
  insert into webhook_deliveries (webhook_id, kind, event_id, event_type, message_id, payload, execution_id)
  select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[])
  on conflict do nothing returning *`;

/** Stores them in order; those of an event that its webhook was told of before are left out. */
export const insertDeliveries = (tx: Queryable, deliveries: readonly NewDelivery[]): Promise<DeliveryRow[]> =>
  tx.query<DeliveryRow>(INSERT, [
    deliveries.map((delivery) => delivery.webhookId),
    deliveries.map((delivery) => delivery.kind),
    deliveries.map((delivery) => delivery.eventId),
    deliveries.map((delivery) => delivery.eventType),
    deliveries.map((delivery) => delivery.messageId),
    deliveries.map((delivery) => delivery.payload),
    deliveries.map((delivery) => delivery.executionId),
  ]);

export async function findDelivery(db: Queryable, id: number): Promise<DeliveryRow> {
  const [row] = await db.query<DeliveryRow>(`select * from webhook_deliveries where id = $1`, [id]);
  if (!row)
    throw new TuttiError(
      'DELIVERY_NOT_FOUND',
      `There is no delivery ${id}; old ones are removed after a while.`,
    );
  return row;
}

export async function listDeliveries(
  db: Queryable,
  webhookId: number,
  { status, limit, offset }: DeliveryListQuery,
): Promise<{ rows: DeliveryRow[]; total: number }> {
  const filter = `webhook_id = $1 and ($2::text is null or status = $2)`;
  const [rows, [count]] = await Promise.all([
    db.query<DeliveryRow>(
      `select * from webhook_deliveries where ${filter} order by id desc limit $3 offset $4`,
      [webhookId, status ?? null, limit, offset ?? 0],
    ),
    db.query<{ total: number }>(
      `select count(*)::int as total from (select 1 from webhook_deliveries where ${filter} limit 10001) x`,
      [webhookId, status ?? null],
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

/** Of each message that has neither arrived nor is under way the last failed delivery. */
const FAILED = `
  (select distinct on (message_id) * from webhook_deliveries
    where webhook_id = $1 and kind <> 'test' and ($2::timestamptz is null or created_at >= $2)
    order by message_id, status in ('delivered', 'pending') desc, id desc) last
  where status = 'failed'`;

/** Oldest first. */
export const failedMessages = (
  tx: Queryable,
  webhookId: number,
  { since, limit }: { since: string | undefined; limit: number },
): Promise<DeliveryRow[]> =>
  tx.query<DeliveryRow>(`select * from ${FAILED} order by id limit $3`, [webhookId, since ?? null, limit]);

/** To 10,000. */
export async function countFailed(
  tx: Queryable,
  webhookId: number,
  since: string | undefined,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from (select from ${FAILED} limit 10000) x`,
    [webhookId, since ?? null],
  );
  return row?.count ?? 0;
}

/** The traces that deliveries belonged to, as far as their executions are kept. */
export async function tracesOf(
  db: Queryable,
  deliveries: readonly Pick<DeliveryRow, 'id'>[],
): Promise<Map<number, string>> {
  const rows = await db.query<{ id: number; traceparent: string }>(
    `select d.id, x.trigger ->> 'traceparent' as traceparent from webhook_deliveries d
       join task_executions x on x.execution_id = d.execution_id
      where d.id = any ($1::bigint[]) and x.trigger ->> 'traceparent' is not null`,
    [deliveries.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.id, row.traceparent]));
}

/** Notes that an attempt begins, of whichever execution it is: a dead letter sent again is another one. */
export async function beginAttempt(
  db: Queryable,
  id: number,
  executionId: string,
): Promise<{ delivery: DeliveryRow; webhook: WebhookRow } | undefined> {
  const [delivery] = await db.query<DeliveryRow>(
    `update webhook_deliveries set attempts = attempts + 1, execution_id = $2, status = 'pending', ended_at = null where id = $1 returning *`,
    [id, executionId],
  );
  const [webhook] = delivery
    ? await db.query<WebhookRow>(`select * from webhooks where id = $1`, [delivery.webhook_id])
    : [];
  return delivery && webhook && { delivery, webhook };
}

interface AttemptEnd {
  status: WebhookDelivery['status'];
  request: unknown;
  response: unknown;
  error: ExecutionError | null;
  durationMs: number | null;
}

/** Notes what came of an attempt; a success makes the webhook's failures forgotten. */
export const endAttempt = (db: Queryable, id: number, end: AttemptEnd): Promise<unknown> =>
  db.query(
    `with ended as (
       update webhook_deliveries set status = $2, request = $3, response = $4, error = $5, duration_ms = $6,
              ended_at = case when $2 <> 'pending' then now() end
        where id = $1 returning webhook_id)
     update webhooks set consecutive_failures = 0, last_delivered_at = now()
      where $2 = 'delivered' and id in (select webhook_id from ended)`,
    [
      id,
      end.status,
      storableJson(end.request),
      storableJson(end.response),
      end.error && storableJson(end.error),
      end.durationMs,
    ],
  );

/** Deliveries whose execution ended without success; each is answered once. */
export const giveUp = (tx: Queryable, executionIds: readonly string[]): Promise<DeliveryRow[]> =>
  tx.query<DeliveryRow>(
    `update webhook_deliveries set status = 'failed', ended_at = now()
      where execution_id = any ($1::uuid[]) and status = 'pending' returning *`,
    [executionIds],
  );

/** Of these executions those that are of one of the task types. */
export async function executionsOfTypes(
  db: Queryable,
  executionIds: readonly string[],
  taskTypes: readonly string[],
): Promise<Set<string>> {
  const rows = await db.query<{ execution_id: string }>(
    `select execution_id::text from live_executions where execution_id = any ($1::uuid[]) and task_type = any ($2::text[])
     union all
     select execution_id::text from execution_history where execution_id = any ($1::uuid[]) and task_type = any ($2::text[])`,
    [executionIds, taskTypes],
  );
  return new Set(rows.map((row) => row.execution_id));
}

/** Removes some of what ended long ago; returns how many. */
export async function pruneDeliveries(tx: Queryable, before: Date): Promise<number> {
  const rows = await tx.query(
    `delete from webhook_deliveries where id in (
       select id from webhook_deliveries where created_at < $1 and status <> 'pending' limit 5000) returning id`,
    [before],
  );
  return rows.length;
}
