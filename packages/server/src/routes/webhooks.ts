import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

const NO_MESSAGE = { headers: {}, body: Buffer.alloc(0) };

export function webhookHandlers({ webhooks, incomingHooks }: Engine): Handlers<Tagged<'Webhooks'>> {
  return {
    listWebhooks: ({ query }) => webhooks.list(query),
    createWebhook: ({ body }, by) => webhooks.create(body, by),
    getWebhook: ({ params }) => webhooks.get(params.id),
    replaceWebhook: ({ params, body }, by) => webhooks.replace(params.id, body, by),
    updateWebhook: ({ params, body }, by) => webhooks.update(params.id, body, by),
    deleteWebhook: async ({ params }, by) => {
      await webhooks.delete(params.id, by);
      return undefined;
    },
    rotateWebhookSecret: ({ params, body }, by) => webhooks.rotate(params.id, body, by),
    testWebhook: ({ params }, by) => webhooks.test(params.id, by),
    listDeliveries: ({ params, query }) => webhooks.deliveries(params.id, query),
    redeliver: ({ params }, by) => webhooks.redeliver(params.id, by),
    redeliverFailed: ({ params, body }, by) => webhooks.redeliverFailed(params.id, body, by),
    listIncomingHooks: ({ query }) => incomingHooks.list(query),
    createIncomingHook: ({ body }, by) => incomingHooks.create(body, by),
    getIncomingHook: ({ params }) => incomingHooks.get(params.id),
    replaceIncomingHook: ({ params, body }, by) => incomingHooks.replace(params.id, body, by),
    updateIncomingHook: ({ params, body }, by) => incomingHooks.update(params.id, body, by),
    deleteIncomingHook: async ({ params }, by) => {
      await incomingHooks.delete(params.id, by);
      return undefined;
    },
    listIncomingMessages: ({ params, query }) => incomingHooks.messages(params.id, query),
    getIncomingMessage: ({ params }) => incomingHooks.message(params.id),
    replayIncomingMessage: ({ params }, by) => incomingHooks.replay(params.id, by),
    receiveHook: ({ params }, { raw, traceparent, browser }) =>
      incomingHooks.receive(params.name, raw ?? NO_MESSAGE, { traceparent, address: browser().address }),
  };
}
