/**
 * Webhooks: telling other systems what happened, and hearing from them. Owns `webhooks`, `webhook_deliveries`,
 * `incoming_hooks`, `incoming_hook_messages`, `incoming_messages` and the event cursor `webhooks`.
 * A delivery is an execution; an event makes at most one per webhook. What happens to deliveries is told to nobody.
 */
export { deliveryHandler } from './delivery-handler.ts';
export { pruneDeliveries } from './delivery-store.ts';
export { isAboutTelling } from './deliver-decision.ts';
export { signedHeaders } from './signature.ts';
export { tellingExecutions, webhookDispatcher } from './dispatcher.ts';
export { hookTexts } from './incoming-hook-store.ts';
export { pruneMessages } from './incoming-message-store.ts';
export { IncomingHooks } from './incoming-hooks.ts';
export { webhookTexts } from './webhook-store.ts';
export { Webhooks } from './webhooks.ts';
