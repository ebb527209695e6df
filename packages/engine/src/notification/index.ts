/**
 * Notifications: telling people what happened. Owns `notification_channels`, `notification_rules`,
 * `notification_groups` and the event cursor `notifications`.
 * A message to a channel is an execution, enqueued in the transaction that reads the event, so that it is sent for
 * each event that asks for one. Events of one group are one alert until it recovers.
 */
export { channelTexts } from './channel-store.ts';
export { pruneGroups } from './group-store.ts';
export { notificationHandler } from './notification-handler.ts';
export { Notifications } from './notifications.ts';
export { notifier } from './notifier.ts';
