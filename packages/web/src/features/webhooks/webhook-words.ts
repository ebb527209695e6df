import type { IncomingHook, Schedule, Verification, Webhook, WebhookDelivery } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

export interface Told {
  kind: StatusKind;
  word: string;
  /** The reason, where there is one. */
  why?: string;
}

/** So many deliveries given up in a row disable a webhook. */
const MOST_FAILURES = 20;

/** On, failing, off, or disabled by Tutti itself and why. */
export function webhookState({
  enabled,
  disabledReason,
  consecutiveFailures: failures,
}: Pick<Webhook, 'enabled' | 'disabledReason' | 'consecutiveFailures'>): Told {
  if (!enabled && disabledReason !== null)
    return { kind: 'failed', word: 'Disabled by itself', why: disabledReason };
  if (!enabled) return { kind: 'paused', word: 'Off', why: 'switched off by hand' };
  if (failures === 0) return { kind: 'completed', word: 'On' };
  return {
    kind: 'timeout',
    word: 'Failing',
    why: `${plural(failures, 'delivery', 'deliveries')} given up in a row; ${MOST_FAILURES} disable it`,
  };
}

export function deliveryState({ status, attempts }: Pick<WebhookDelivery, 'status' | 'attempts'>): Told {
  switch (status) {
    case 'delivered':
      return { kind: 'completed', word: 'Delivered' };
    case 'failed':
      return { kind: 'failed', word: 'Given up' };
    case 'skipped':
      return { kind: 'skipped', word: 'Skipped' };
    case 'pending':
      return attempts === 0
        ? { kind: 'pending', word: 'Waiting' }
        : { kind: 'retrying', word: `Retrying, ${attempts} tried` };
  }
}

/** A half of an exchange as it was kept. */
export interface Half {
  /** `POST https://…` or `204` */
  head: string;
  headers: [name: string, value: string][];
  body: string;
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);

const headersOf = (value: unknown): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, one]) => [name, text(one)])
    : [];

/** Indented where it is JSON; what was cut or is none stays as it came. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

export const requestHalf = ({ request }: Pick<WebhookDelivery, 'request'>): Half | undefined =>
  request
    ? {
        head: `POST ${text(request['url'])}`,
        headers: headersOf(request['headers']),
        body: text(request['body']),
      }
    : undefined;

export const responseHalf = ({ response }: Pick<WebhookDelivery, 'response'>): Half | undefined =>
  response
    ? {
        head: text(response['status']),
        headers: headersOf(response['headers']),
        body: text(response['body']),
      }
    : undefined;

/** The code of the answer; undefined when none came. */
export const codeOf = ({ response }: Pick<WebhookDelivery, 'response'>): number | undefined => {
  const status = response?.['status'];
  return typeof status === 'number' ? status : undefined;
};

export const VERIFICATIONS: readonly { value: Verification; label: string; shows: string }[] = [
  { value: 'token', label: 'Token', shows: 'the secret itself, in X-Hook-Token or as a bearer token' },
  {
    value: 'standard',
    label: 'Standard Webhooks',
    shows: 'webhook-id, webhook-timestamp, webhook-signature',
  },
  { value: 'github', label: 'GitHub', shows: 'X-Hub-Signature-256' },
  { value: 'stripe', label: 'Stripe', shows: 'Stripe-Signature' },
];

const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;

/**
 * A line for a terminal that sends a signed message as the other system would. `$SECRET` stands for the secret, unless
 * it was made just now and can still be shown.
 */
export function curlLine(
  { path, verification }: Pick<IncomingHook, 'path' | 'verification'>,
  origin: string,
  secret?: string,
): string {
  const known = secret === undefined ? [] : [`SECRET=${quoted(secret)}`];
  const url = quoted(`${origin}${path}`);
  const send = (...headers: string[]): string =>
    [
      `curl ${url}`,
      ...['content-type: application/json', ...headers].map((one) => `-H "${one}"`),
      '-d "$BODY"',
    ].join(' \\\n  ');
  const mac = (signed: string, key = '-hmac "$SECRET"'): string =>
    `$(printf %s "${signed}" | openssl dgst -sha256 ${key}`;
  const body = `BODY='{"hello":"tutti"}'`;
  switch (verification) {
    case 'token':
      return [...known, body, send('x-hook-token: $SECRET')].join('\n');
    case 'github':
      return [
        ...known,
        body,
        `SIG=${mac('$BODY')} -r | cut -d' ' -f1)`,
        send('x-hub-signature-256: sha256=$SIG'),
      ].join('\n');
    case 'stripe':
      return [
        ...known,
        `${body} TIME=$(date +%s)`,
        `SIG=${mac('$TIME.$BODY')} -r | cut -d' ' -f1)`,
        send('stripe-signature: t=$TIME,v1=$SIG'),
      ].join('\n');
    case 'standard':
      return [
        ...known,
        `${body} TIME=$(date +%s) ID=msg_$(date +%s%N)`,
        `KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')`,
        `SIG=${mac('$ID.$TIME.$BODY', '-mac HMAC -macopt hexkey:$KEY')} -binary | base64)`,
        send('webhook-id: $ID', 'webhook-timestamp: $TIME', 'webhook-signature: v1,$SIG'),
      ].join('\n');
  }
}

/** Event schedules that its messages trigger: those on webhook.received whose filter leaves it through. */
export function triggeredBy(hook: Pick<IncomingHook, 'name'>, schedules: readonly Schedule[]): Schedule[] {
  return schedules.filter(({ scheduleType, scheduleConfig }) => {
    const { event, filter } = scheduleConfig as { event?: unknown; filter?: Record<string, unknown> };
    if (scheduleType !== 'event' || typeof event !== 'string') return false;
    if (!['webhook.received', 'webhook.*', '*'].includes(event)) return false;
    const name = filter?.['data.name'];
    return name === undefined || namesIt(name, hook.name);
  });
}

function namesIt(condition: unknown, name: string): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === name;
  const { eq, in: any, prefix } = condition as { eq?: unknown; in?: unknown; prefix?: unknown };
  if (eq !== undefined) return eq === name;
  if (Array.isArray(any)) return any.includes(name);
  // Other comparisons are left to the server: it may be one of them.
  return typeof prefix === 'string' ? name.startsWith(prefix) : true;
}
