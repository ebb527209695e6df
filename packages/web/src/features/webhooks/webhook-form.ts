import type { FieldError, Webhook, WebhookDraft } from '@tutti/contract';
import { filterText, parseFilter } from './event-choices.ts';

export interface WebhookForm {
  name: string;
  url: string;
  events: readonly string[];
  filter: string;
  headers: Readonly<Record<string, string>>;
  enabled: boolean;
}

export const emptyWebhookForm: WebhookForm = {
  name: '',
  url: '',
  events: [],
  filter: '',
  headers: {},
  enabled: true,
};

export const formOfWebhook = ({ name, url, events, filter, headers, enabled }: Webhook): WebhookForm => ({
  name,
  url,
  events,
  filter: filterText(filter),
  headers,
  enabled,
});

/** What a form sends: a draft, or its own mistakes by field. */
export type Drafted<T> = { kind: 'draft'; draft: T } | { kind: 'problems'; errors: FieldError[] };

export function toWebhookDraft(
  form: WebhookForm,
  existing?: Pick<Webhook, 'retryPolicy'>,
): Drafted<Omit<WebhookDraft, 'secret'>> {
  const parsed = parseFilter(form.filter);
  if (parsed.kind === 'problem')
    return {
      kind: 'problems',
      errors: [{ field: 'filter', message: parsed.message, fix: '{"data.total": {"gte": 10}}' }],
    };
  return {
    kind: 'draft',
    draft: {
      name: form.name.trim(),
      url: form.url.trim(),
      events: [...form.events],
      filter: parsed.filter as Webhook['filter'],
      headers: { ...form.headers },
      enabled: form.enabled,
      // The form does not show it; a replacement must not lose it.
      ...(existing && { retryPolicy: existing.retryPolicy }),
    },
  };
}
