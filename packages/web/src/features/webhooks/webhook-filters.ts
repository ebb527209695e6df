import {
  DELIVERY_STATUSES,
  HOOK_MESSAGE_STATUSES,
  type IncomingMessage,
  type WebhookDelivery,
} from '@tutti/contract';
import { oneOf, rowId, word } from '../../app/search-values.ts';

/** Of the list, as its address holds it. */
export interface WebhookFilters {
  /** What others send to us, instead of what we send. */
  tab?: 'in' | undefined;
  /** The incoming hook that is looked at. */
  hook?: number | undefined;
  text?: string | undefined;
}

/** Of the deliveries of one webhook. */
export interface DeliveryFilters {
  status?: WebhookDelivery['status'] | undefined;
  /** The one that is looked at; absent: the newest. */
  delivery?: number | undefined;
}

/** Of the messages of one incoming hook. */
export interface MessageFilters {
  status?: IncomingMessage['status'] | undefined;
  /** How many newer ones are left out; absent: none. */
  skip?: number | undefined;
  /** The one that is looked at; absent: the newest. */
  message?: number | undefined;
}

export const parseWebhookFilters = (search: Record<string, unknown>): WebhookFilters => ({
  tab: search['tab'] === 'in' ? 'in' : undefined,
  hook: rowId(search['hook']),
  text: word(search['text']),
});

export const parseDeliveryFilters = (search: Record<string, unknown>): DeliveryFilters => ({
  status: oneOf(search['status'], DELIVERY_STATUSES),
  delivery: rowId(search['delivery']),
});

export const parseMessageFilters = (search: Record<string, unknown>): MessageFilters => ({
  status: oneOf(search['status'], HOOK_MESSAGE_STATUSES),
  skip: rowId(search['skip']),
  message: rowId(search['message']),
});
