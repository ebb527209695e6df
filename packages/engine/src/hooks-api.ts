import type {
  Alert,
  Batch,
  BatchDraft,
  BulkConditions,
  BulkPreview,
  BulkRequest,
  BulkResult,
  Channel,
  ChannelDraft,
  ChannelPatch,
  HookReceipt,
  IncomingHook,
  IncomingHookDraft,
  IncomingHookPatch,
  IncomingHookWithSecret,
  IncomingMessage,
  IncomingMessageDetail,
  NotificationMessage,
  Page,
  RedeliverFailedResult,
  RotateSecretRequest,
  Rule,
  RuleDraft,
  RulePatch,
  Webhook,
  WebhookDelivery,
  WebhookDraft,
  WebhookPatch,
  WebhookWithSecret,
} from '@tutti/contract';
import type { z } from 'zod';
import type { Actor, Edit } from './engine-api.ts';

export interface NamedListQuery {
  limit: number;
  offset?: number;
  enabled?: boolean | undefined;
  text?: string | undefined;
}
export interface DeliveryListQuery {
  limit: number;
  offset?: number;
  status?: WebhookDelivery['status'] | undefined;
}

/** Subscriptions of other systems to events. */
export interface WebhooksApi {
  /** The answer alone holds the secret. */
  create(draft: WebhookDraft, by?: Actor): Promise<WebhookWithSecret>;
  get(id: number): Promise<Webhook>;
  list(query: NamedListQuery): Promise<Page<Webhook>>;
  replace(id: number, draft: Omit<WebhookDraft, 'secret'>, edit?: Edit): Promise<Webhook>;
  update(id: number, patch: WebhookPatch, edit?: Edit): Promise<Webhook>;
  delete(id: number, edit?: Edit): Promise<void>;
  rotate(id: number, request?: z.input<typeof RotateSecretRequest>, edit?: Edit): Promise<WebhookWithSecret>;
  /** Enqueues an event `webhook.tested` for this webhook alone. */
  test(id: number, by?: Actor): Promise<WebhookDelivery>;
  /** Newest first. */
  deliveries(id: number, query: DeliveryListQuery): Promise<Page<WebhookDelivery>>;
  redeliver(deliveryId: number, by?: Actor): Promise<WebhookDelivery>;
  /** Messages that failed and have not arrived since, oldest first, some at a time. */
  redeliverFailed(
    id: number,
    request?: { since?: string | undefined; dryRun?: boolean },
    by?: Actor,
  ): Promise<RedeliverFailedResult>;
}

export interface MessageListQuery {
  limit: number;
  offset?: number;
  status?: IncomingMessage['status'] | undefined;
}

/** What another system sent, as it came. Header names are lower-case. */
export interface HookMessage {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Who sends it: the trace that its request belongs to, and where from. */
export interface MessageSender {
  traceparent?: string | undefined;
  address?: string | undefined;
}

/** Addresses that other systems send to. */
export interface IncomingHooksApi {
  create(draft: IncomingHookDraft, by?: Actor): Promise<IncomingHookWithSecret>;
  get(id: number): Promise<IncomingHook>;
  list(query: NamedListQuery): Promise<Page<IncomingHook>>;
  replace(id: number, draft: IncomingHookDraft, edit?: Edit): Promise<IncomingHook>;
  update(id: number, patch: IncomingHookPatch, edit?: Edit): Promise<IncomingHook>;
  delete(id: number, edit?: Edit): Promise<void>;
  /** Verifies the message and appends `webhook.received`. HOOK_REFUSED when it is not to be believed. */
  receive(name: string, message: HookMessage, by?: MessageSender): Promise<HookReceipt>;
  /** Notes a message that was too large to be read; nothing where there is no such hook. */
  refuseTooLarge(name: string, message: Pick<HookMessage, 'headers'>, by?: MessageSender): Promise<void>;
  /** What came, newest first; refused and repeated ones only the last 200. */
  messages(id: number, query: MessageListQuery): Promise<Page<IncomingMessage>>;
  message(id: number): Promise<IncomingMessageDetail>;
  /** Appends `webhook.received` once more. MESSAGE_NOT_REPLAYABLE for what was refused or is no longer kept. */
  replay(messageId: number, by?: Actor): Promise<IncomingMessage>;
}

/** Channels to people, and rules that say what is told through them. */
export interface NotificationsApi {
  createChannel(draft: ChannelDraft, by?: Actor): Promise<Channel>;
  getChannel(id: number): Promise<Channel>;
  listChannels(query: NamedListQuery): Promise<Page<Channel>>;
  replaceChannel(id: number, draft: ChannelDraft, edit?: Edit): Promise<Channel>;
  updateChannel(id: number, patch: ChannelPatch, edit?: Edit): Promise<Channel>;
  deleteChannel(id: number, edit?: Edit): Promise<void>;
  /** Enqueues a test message; its execution tells what came of it. */
  testChannel(id: number, by?: Actor): Promise<{ executionIds: string[] }>;
  createRule(draft: RuleDraft, by?: Actor): Promise<Rule>;
  getRule(id: number): Promise<Rule>;
  listRules(query: NamedListQuery): Promise<Page<Rule>>;
  replaceRule(id: number, draft: RuleDraft, edit?: Edit): Promise<Rule>;
  updateRule(id: number, patch: RulePatch, edit?: Edit): Promise<Rule>;
  deleteRule(id: number, edit?: Edit): Promise<void>;
  testRule(id: number): Promise<{ executionIds: string[] }>;
  /** Newest first. */
  messages(query: { limit: number }): Promise<NotificationMessage[]>;
  /** Those that have not recovered, the latest first. */
  alerts(query: { limit: number }): Promise<Alert[]>;
}

/** Many executions as one, and one act on many. */
export interface BatchesApi {
  create(draft: BatchDraft, by?: Actor): Promise<Batch>;
  get(id: string, page: { limit: number; offset: number }): Promise<Batch>;
  /** What cannot be done to one does not keep it from the others. */
  act(request: BulkRequest, by?: Actor): Promise<BulkResult>;
  /** What an act by this filter would reach now; passing its ids on reaches no other. */
  preview(filter: BulkConditions): Promise<BulkPreview>;
}
