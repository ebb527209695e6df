import { z } from 'zod';
import {
  Channel,
  ChannelInput,
  ChannelPatch,
  NotificationTest,
  Rule,
  RuleInput,
  RulePatch,
} from '../notification.ts';
import { Alert, NotificationMessage } from '../notification-view.ts';
import { PageQuery, QueryFlag, page } from '../primitives.ts';
import { route } from '../route.ts';
import { WebhookKey } from '../webhook.ts';

const notifications = { tag: 'Notifications', since: 2 } as const;
const reading = { ...notifications, scope: 'notifications:read' } as const;
const writing = { ...notifications, scope: 'notifications:write' } as const;
const one = z.object({ id: WebhookKey });
const list = z.strictObject({ ...PageQuery, enabled: QueryFlag, text: z.string().max(200).optional() });
const CHANNELS = '/notifications/channels';
const RULES = '/notifications/rules';

const channels = {
  listChannels: route({
    ...reading,
    method: 'GET',
    path: CHANNELS,
    summary: 'List notification channels; their secrets are never read back',
    query: list,
    response: page(Channel),
  }),
  createChannel: route({
    ...writing,
    method: 'POST',
    path: CHANNELS,
    summary: 'Create a notification channel',
    body: ChannelInput,
    response: Channel,
    status: 201,
    creates: true,
    tagged: true,
  }),
  getChannel: route({
    ...reading,
    method: 'GET',
    path: `${CHANNELS}/:id`,
    summary: 'Get a notification channel',
    params: one,
    response: Channel,
    tagged: true,
  }),
  replaceChannel: route({
    ...writing,
    method: 'PUT',
    path: `${CHANNELS}/:id`,
    summary: 'Replace all editable fields of a channel; secrets left out stay',
    params: one,
    body: ChannelInput,
    response: Channel,
    tagged: true,
  }),
  updateChannel: route({
    ...writing,
    method: 'PATCH',
    path: `${CHANNELS}/:id`,
    summary: 'Change some fields of a channel; config merges',
    params: one,
    body: ChannelPatch,
    response: Channel,
    tagged: true,
  }),
  deleteChannel: route({
    ...writing,
    method: 'DELETE',
    path: `${CHANNELS}/:id`,
    summary: 'Delete a notification channel',
    params: one,
    response: z.undefined(),
    status: 204,
  }),
  testChannel: route({
    ...writing,
    method: 'POST',
    path: `${CHANNELS}/:id/test`,
    summary: 'Send a test message through a channel',
    params: one,
    response: NotificationTest,
    status: 202,
  }),
} as const;

const rules = {
  listRules: route({
    ...reading,
    method: 'GET',
    path: RULES,
    summary: 'List notification rules',
    query: list,
    response: page(Rule),
  }),
  createRule: route({
    ...writing,
    method: 'POST',
    path: RULES,
    summary: 'Create a notification rule',
    body: RuleInput,
    response: Rule,
    status: 201,
    creates: true,
    tagged: true,
  }),
  getRule: route({
    ...reading,
    method: 'GET',
    path: `${RULES}/:id`,
    summary: 'Get a notification rule',
    params: one,
    response: Rule,
    tagged: true,
  }),
  replaceRule: route({
    ...writing,
    method: 'PUT',
    path: `${RULES}/:id`,
    summary: 'Replace all editable fields of a rule',
    params: one,
    body: RuleInput,
    response: Rule,
    tagged: true,
  }),
  updateRule: route({
    ...writing,
    method: 'PATCH',
    path: `${RULES}/:id`,
    summary: 'Change some fields of a rule',
    params: one,
    body: RulePatch,
    response: Rule,
    tagged: true,
  }),
  deleteRule: route({
    ...writing,
    method: 'DELETE',
    path: `${RULES}/:id`,
    summary: 'Delete a notification rule',
    params: one,
    response: z.undefined(),
    status: 204,
  }),
  testRule: route({
    ...writing,
    method: 'POST',
    path: `${RULES}/:id/test`,
    summary: 'Send a test message to all channels of a rule',
    params: one,
    response: NotificationTest,
    status: 202,
  }),
} as const;

/** What was told, and what was not. */
const told = {
  listMessages: route({
    ...reading,
    method: 'GET',
    path: '/notifications/messages',
    summary: 'The newest messages to channels: sent, failed, held until quiet hours end, or dropped and why',
    query: z.strictObject({ limit: PageQuery.limit }),
    response: z.object({ items: z.array(NotificationMessage) }),
  }),
  listAlerts: route({
    ...reading,
    method: 'GET',
    path: '/notifications/alerts',
    summary: 'Alerts that have not recovered, and how many events were only counted',
    query: z.strictObject({ limit: PageQuery.limit }),
    response: z.object({ items: z.array(Alert) }),
  }),
} as const;

export const notificationRoutes = { ...channels, ...rules, ...told } as const;
