import type { FieldError, Webhook, WebhookDraft } from '@tutti/contract';
import { emptyRetry, retryFormOf, retryPolicyOf, type RetryForm } from '../schedules/form/retry-form.ts';
import { filterText, parseFilter } from './event-choices.ts';

export interface WebhookForm extends RetryForm {
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
  ...emptyRetry,
};

export const formOfWebhook = ({ filter, retryPolicy, ...webhook }: Webhook): WebhookForm => {
  const { name, url, events, headers, enabled } = webhook;
  return { name, url, events, filter: filterText(filter), headers, enabled, ...retryFormOf(retryPolicy) };
};

/** What a form sends: a draft, or its own mistakes by field. */
export type Drafted<T> = { kind: 'draft'; draft: T } | { kind: 'problems'; errors: FieldError[] };

export function toWebhookDraft(form: WebhookForm): Drafted<Omit<WebhookDraft, 'secret'>> {
  const errors: FieldError[] = [];
  const retryPolicy = retryPolicyOf(form, errors);
  const parsed = parseFilter(form.filter);
  if (parsed.kind === 'problem')
    errors.push({ field: 'filter', message: parsed.message, fix: '{"data.total": {"gte": 10}}' });
  if (parsed.kind === 'problem' || errors.length > 0) return { kind: 'problems', errors };
  return {
    kind: 'draft',
    draft: {
      name: form.name.trim(),
      url: form.url.trim(),
      events: [...form.events],
      filter: parsed.filter as Webhook['filter'],
      headers: { ...form.headers },
      enabled: form.enabled,
      retryPolicy,
    },
  };
}
