import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function notificationHandlers({ notifications }: Engine): Handlers<Tagged<'Notifications'>> {
  return {
    listChannels: ({ query }) => notifications.listChannels(query),
    createChannel: ({ body }, by) => notifications.createChannel(body, by),
    getChannel: ({ params }) => notifications.getChannel(params.id),
    replaceChannel: ({ params, body }, by) => notifications.replaceChannel(params.id, body, by),
    updateChannel: ({ params, body }, by) => notifications.updateChannel(params.id, body, by),
    deleteChannel: async ({ params }, by) => {
      await notifications.deleteChannel(params.id, by);
      return undefined;
    },
    testChannel: ({ params }, by) => notifications.testChannel(params.id, by),
    listRules: ({ query }) => notifications.listRules(query),
    createRule: ({ body }, by) => notifications.createRule(body, by),
    getRule: ({ params }) => notifications.getRule(params.id),
    replaceRule: ({ params, body }, by) => notifications.replaceRule(params.id, body, by),
    updateRule: ({ params, body }, by) => notifications.updateRule(params.id, body, by),
    deleteRule: async ({ params }, by) => {
      await notifications.deleteRule(params.id, by);
      return undefined;
    },
    testRule: ({ params }) => notifications.testRule(params.id),
    listMessages: async ({ query }) => ({ items: await notifications.messages(query) }),
    listAlerts: async ({ query }) => ({ items: await notifications.alerts(query) }),
  };
}
