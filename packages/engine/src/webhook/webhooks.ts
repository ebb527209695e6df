import {
  type Page,
  RedeliverFailedRequest,
  type RedeliverFailedResult,
  RotateSecretRequest,
  TuttiError,
  type Webhook,
  type WebhookDelivery,
  type WebhookDraft,
  WebhookInput,
  WebhookPatch,
  type WebhookWithSecret,
  parseAs,
} from '@tutti/contract';
import { pageOf } from '../kernel/index.ts';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, Edit } from '../engine-api.ts';
import type { DeliveryListQuery, NamedListQuery, WebhooksApi } from '../hooks-api.ts';
import type { TextVault } from '../secret/index.ts';
import {
  type NewDelivery,
  countFailed,
  failedMessages,
  findDelivery,
  listDeliveries,
  tracesOf,
} from './delivery-store.ts';
import { enqueueDeliveries } from './dispatcher.ts';
import { newSigningSecret } from './signature.ts';
import {
  type DeliveryRow,
  type WebhookDefinition,
  type WebhookRow,
  hideValues,
  mapValues,
  revealValues,
  toDefinition,
  toDelivery,
  toWebhook,
} from './webhook-row.ts';
import {
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  removeWebhook,
  rotateSecret,
  writeWebhook,
} from './webhook-store.ts';

interface WebhooksDeps {
  database: Database;
  now(): Date;
  newId(): string;
  /** Which webhooks there are has changed. */
  onChanged(): void;
  onEnqueued(): void;
  vault: TextVault;
}

/** At once: a receiver that is back must not drown in what it missed. */
const MOST_AGAIN = 500;
const WHAT = 'The webhook does not fit its schema';

/** Makes, reads and changes webhooks, and looks after their deliveries. */
export class Webhooks implements WebhooksApi {
  readonly #deps: WebhooksDeps;

  constructor(deps: WebhooksDeps) {
    this.#deps = deps;
  }

  async create(draft: WebhookDraft, by: Actor = {}): Promise<WebhookWithSecret> {
    const { secret = newSigningSecret(), ...input } = parseAs(WebhookInput, draft, { what: WHAT });
    const row = await this.#changing(async (tx) => {
      const seal = await this.#deps.vault.sealer(tx);
      const sealed = { ...input, headers: mapValues(input.headers, seal) };
      const made = await insertWebhook(tx, sealed, { secret: seal(secret), createdBy: by.actor ?? 'local' });
      await audit(tx, 'webhook.created', made, by, { after: shown(input) });
      return made;
    });
    return { ...toWebhook(row), secret };
  }

  async get(id: number): Promise<Webhook> {
    return toWebhook(await findWebhook(this.#deps.database, id));
  }

  async list(query: NamedListQuery): Promise<Page<Webhook>> {
    const { rows, total } = await listWebhooks(this.#deps.database, query);
    return {
      items: rows.map(toWebhook),
      total,
      limit: query.limit,
      offset: query.offset ?? 0,
      nextCursor: null,
    };
  }

  replace(id: number, draft: Omit<WebhookDraft, 'secret'>, edit: Edit = {}): Promise<Webhook> {
    const input = parseAs(WebhookInput.omit({ secret: true }), draft, { what: WHAT });
    return this.#edit(id, edit, () => input);
  }

  update(id: number, patch: WebhookPatch, edit: Edit = {}): Promise<Webhook> {
    const changes = parseAs(WebhookPatch, patch, { what: 'The change does not fit its schema' });
    return this.#edit(id, edit, (row) => ({ ...toDefinition(row), ...changes }) as WebhookDefinition);
  }

  async delete(id: number, edit: Edit = {}): Promise<void> {
    await this.#changing(async (tx) => {
      const row = await lockWebhook(tx, id);
      checkMatch(row, edit);
      await removeWebhook(tx, id);
      await audit(tx, 'webhook.deleted', row, edit, { before: shown(toDefinition(row)) });
    });
  }

  async rotate(id: number, request: object = {}, edit: Edit = {}): Promise<WebhookWithSecret> {
    const { secret = newSigningSecret(), overlapMs } = parseAs(RotateSecretRequest, request, {
      what: 'The request does not fit its schema',
    });
    const row = await this.#changing(async (tx) => {
      const before = await lockWebhook(tx, id);
      checkMatch(before, edit);
      await audit(tx, 'webhook.secret_rotated', before, edit, { after: { overlapMs } });
      const seal = await this.#deps.vault.sealer(tx);
      return rotateSecret(tx, id, { secret: seal(secret), overlapMs });
    });
    return { ...toWebhook(row), secret };
  }

  async test(id: number, by: Actor = {}): Promise<WebhookDelivery> {
    const { database, newId, now } = this.#deps;
    const webhook = await findWebhook(database, id);
    const eventId = `test-${newId()}`;
    const data = { webhook: webhook.name, message: 'A test from Tutti: if you read this, it works.' };
    const delivery: NewDelivery = {
      webhookId: id,
      kind: 'test',
      eventId,
      eventType: 'webhook.tested',
      messageId: `msg_${newId()}`,
      payload: JSON.stringify({
        type: 'webhook.tested',
        timestamp: now().toISOString(),
        data,
        id: eventId,
        actor: by.actor ?? 'local',
      }),
      executionId: newId(),
    };
    return this.#send(webhook, { delivery, traceparent: by.traceparent });
  }

  async deliveries(id: number, query: DeliveryListQuery): Promise<Page<WebhookDelivery>> {
    const { database } = this.#deps;
    await findWebhook(database, id);
    const { rows, total } = await listDeliveries(database, id, query);
    return pageOf(rows.map(toDelivery), total, query);
  }

  /**
   * The same message once more, as a delivery of its own; a disabled webhook gets it, too. It belongs to the trace of who
   * asks, else to that of the first one.
   */
  async redeliver(deliveryId: number, by: Actor = {}): Promise<WebhookDelivery> {
    const { database, newId } = this.#deps;
    const before = await findDelivery(database, deliveryId);
    const webhook = await findWebhook(database, before.webhook_id);
    const delivery = againOf(before, before.kind === 'test' ? 'test' : 'redelivery', newId());
    const traceparent = by.traceparent ?? (await tracesOf(database, [before])).get(before.id);
    return this.#send(webhook, { delivery, traceparent }, (tx) =>
      audit(tx, 'webhook.redelivered', webhook, by, { after: { deliveryId } }),
    );
  }

  /** As deliveries of their own; tests are left out. A message is sent again once, however often it failed. */
  async redeliverFailed(
    id: number,
    request: { since?: string | undefined; dryRun?: boolean } = {},
    by: Actor = {},
  ): Promise<RedeliverFailedResult> {
    const { database, newId, onEnqueued } = this.#deps;
    const { since, dryRun } = parseAs(RedeliverFailedRequest, request, {
      what: 'The request does not fit its schema',
    });
    const result = await database.transaction(async (tx) => {
      const webhook = await lockWebhook(tx, id);
      const failed = await countFailed(tx, id, since);
      if (dryRun || failed === 0) return { redelivered: 0, remaining: failed };
      const again = await failedMessages(tx, id, { since, limit: MOST_AGAIN });
      const traces = await tracesOf(tx, again);
      const entries = again.map((before) => ({
        delivery: againOf(before, 'redelivery', newId()),
        traceparent: by.traceparent ?? traces.get(before.id),
      }));
      await enqueueDeliveries(tx, [webhook], entries);
      const after = { redelivered: entries.length, since: since ?? null };
      await audit(tx, 'webhook.redelivered', webhook, by, { after });
      return { redelivered: entries.length, remaining: failed - entries.length };
    });
    if (result.redelivered > 0) onEnqueued();
    return result;
  }

  async #send(
    webhook: WebhookRow,
    entry: Parameters<typeof enqueueDeliveries>[2][number],
    also: (tx: Queryable) => Promise<void> = () => Promise.resolve(),
  ): Promise<WebhookDelivery> {
    const { database, onEnqueued } = this.#deps;
    const row = await database.transaction(async (tx) => {
      const [made] = await enqueueDeliveries(tx, [webhook], [entry]);
      await also(tx);
      return made as DeliveryRow;
    });
    onEnqueued();
    return toDelivery(row);
  }

  async #edit(id: number, edit: Edit, next: (row: WebhookRow) => WebhookDefinition): Promise<Webhook> {
    const row = await this.#changing(async (tx) => {
      const before = await lockWebhook(tx, id);
      checkMatch(before, edit);
      const given = next(before);
      const input = { ...given, headers: revealValues(given.headers, before.headers) };
      await audit(tx, 'webhook.updated', before, edit, {
        before: shown(toDefinition(before)),
        after: shown(input),
      });
      const seal = await this.#deps.vault.sealer(tx);
      return writeWebhook(tx, id, { ...input, headers: mapValues(input.headers, seal) });
    });
    return toWebhook(row);
  }

  async #changing<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const result = await this.#deps.database.transaction(work);
    this.#deps.onChanged();
    return result;
  }
}

const againOf = (before: DeliveryRow, kind: NewDelivery['kind'], executionId: string): NewDelivery => ({
  webhookId: before.webhook_id,
  kind,
  eventId: before.event_id,
  eventType: before.event_type,
  messageId: before.message_id,
  payload: before.payload,
  executionId,
});

const shown = (input: WebhookDefinition): object => ({ ...input, headers: hideValues(input.headers) });

const audit = (
  tx: Queryable,
  action: string,
  { id }: WebhookRow,
  { actor = 'local', requestId }: Actor,
  change: { before?: unknown; after?: unknown },
): Promise<void> =>
  appendAudit(tx, [{ actor, action, entityType: 'webhook', entityId: String(id), requestId, ...change }]);

function checkMatch(row: WebhookRow, { ifMatch }: Edit): void {
  if (ifMatch === undefined || ifMatch === row.updated_at.toISOString()) return;
  throw new TuttiError(
    'PRECONDITION_FAILED',
    `Webhook ${row.id} was changed at ${row.updated_at.toISOString()}, after you read it. Read it again and repeat the change.`,
  );
}
