import type { Client } from '@tutti/client';
import type { RetryPolicy, Webhook } from '@tutti/contract';
import { parseRetry } from '../execution/task-options.ts';
import { parseJsonObject } from '../parse/json.ts';
import { nameValue } from '../parse/name-value.ts';
import { type Option, flag, parsed, text, texts } from '../program/option.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { renderFields, renderTable } from '../output/table.ts';
import { withGlyph } from '../output/status-mark.ts';
import type { View } from '../output/view.ts';
import { retryText } from '../schedule/schedule-text.ts';
import { findNamed } from './find-named.ts';

export const findWebhook = (client: Client, key: string): Promise<Webhook> =>
  findNamed({ what: 'webhook', code: 'WEBHOOK_NOT_FOUND' }, key, (query) => client.listWebhooks({ query }));

const header: Option<(readonly [string, string])[]> = {
  placeholder: 'name: value',
  description: 'Header sent with every delivery; may be given several times',
  many: true,
  parse: nameValue(':'),
};
export const WEBHOOK_OPTIONS = {
  url: text('url', 'Where events are sent'),
  on: texts('event', 'Event or pattern, e.g. execution.failed or order.*; may be given several times'),
  filter: parsed('json', 'Conditions, e.g. {"data.queue":"default"}; @file reads a file', parseJsonObject),
  header,
  retry: parsed(
    'policy',
    'standard, aggressive, conservative, none, a number of retries, JSON, or default: 7 over two hours',
    (given): RetryPolicy | 'default' => (given === 'default' ? given : parseRetry(given)),
  ),
  enabled: flag('Let it deliver; forgets its failures'),
  disabled: flag('Keep it from delivering'),
};
interface WebhookValues {
  url?: string;
  on?: string[];
  filter?: Record<string, unknown>;
  header?: (readonly [string, string])[];
  retry?: RetryPolicy | 'default';
  enabled?: boolean;
  disabled?: boolean;
}

/** The fields that the options name, and no others. */
export function webhookFields({
  url,
  on,
  filter,
  header: headers,
  retry,
  enabled,
  disabled,
}: WebhookValues): object {
  return {
    ...(url !== undefined && { url }),
    ...(on && { events: on }),
    ...(filter && { filter }),
    ...(headers && { headers: Object.fromEntries(headers) as Record<string, string> }),
    ...(retry !== undefined && { retryPolicy: retry === 'default' ? null : retry }),
    ...((enabled || disabled) && { enabled: enabled === true }),
  };
}

export const webhookLine = (view: View, did: string, { id, name, url }: Webhook): string =>
  withGlyph(view, 'ok', `${did} webhook ${plainText(name)} (#${id}) to ${plainText(url)}`);

export function webhookDetail(view: View, webhook: Webhook): string {
  const { id, name, url, events, filter, headers, enabled, disabledReason, consecutiveFailures } = webhook;
  return renderFields(view, [
    ['webhook', `${plainText(name)} (#${id})`],
    ['url', plainText(url)],
    ['events', events.join(', ')],
    ['filter', filter ? plainText(JSON.stringify(filter)) : undefined],
    ['headers', Object.keys(headers).map(plainText).join(', ') || undefined],
    ['retry', webhook.retryPolicy === null ? '7 over two hours' : retryText(webhook.retryPolicy)],
    ['enabled', enabled ? 'yes' : `no${disabledReason ? `: ${plainText(disabledReason)}` : ''}`],
    ['failures', consecutiveFailures > 0 ? `${consecutiveFailures} in a row` : undefined],
    ['delivered', formatInstant(webhook.lastDeliveredAt, view.now, view.zone)],
  ]);
}

export const webhookTable = (view: View, items: readonly Webhook[]): Promise<string> =>
  renderTable(
    view,
    [
      { head: 'ID', align: 'right' },
      { head: 'NAME', flexible: true },
      { head: 'EVENTS', flexible: true },
      { head: 'URL', flexible: true },
      { head: 'STATE' },
    ],
    items.map(({ id, name, events, url, enabled, consecutiveFailures }) => [
      String(id),
      plainText(name),
      events.join(', '),
      plainText(url),
      enabled ? (consecutiveFailures > 0 ? `${consecutiveFailures} failed` : 'on') : 'off',
    ]),
  );
