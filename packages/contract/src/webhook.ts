import { z } from 'zod';
import { EventFilter, EventPattern } from './event.ts';
import { ExecutionError, RetryPolicy } from './execution.ts';
import { JsonObject, RowId, Timestamp } from './primitives.ts';
import { HeaderName, HeaderValue, HttpUrl } from './task-config.ts';

/** Stands for a secret that is never read back; written back as it is, it leaves the secret unchanged. */
export const HIDDEN = '********';

const Name = z.string().trim().min(1).max(200);
/** Part of an address: `/hooks/<name>`. */
const HookName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
    error: 'must start with a letter or digit and hold only letters, digits, _ and -',
  });
export const HookKey = HookName;

/** `whsec_` and 24 to 64 bytes in base64, by the Standard Webhooks convention. */
export const SigningSecret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, {
  error: 'must be whsec_ and 24 to 64 bytes in base64, or be left out for a generated one',
});

const editable = {
  name: Name,
  url: HttpUrl,
  events: z.array(EventPattern).min(1).max(50),
  filter: EventFilter.nullable(),
  headers: z
    .record(HeaderName, HeaderValue)
    .refine((headers) => Object.keys(headers).length <= 30, { error: 'holds more than 30 headers' })
    .meta({ description: `Sent with every delivery. Values are read back as ${HIDDEN}` }),
  enabled: z.boolean(),
  retryPolicy: RetryPolicy.nullable().meta({ description: 'Null: 7 retries over two hours' }),
};

/** What a caller gives to make a webhook. PUT takes the same without `secret`. */
export const WebhookInput = z
  .strictObject({
    ...editable,
    filter: editable.filter.default(null),
    headers: editable.headers.default({}),
    enabled: editable.enabled.default(true),
    retryPolicy: editable.retryPolicy.default(null),
    secret: SigningSecret.optional().meta({ description: 'Absent: one is made' }),
  })
  .meta({
    id: 'WebhookInput',
    examples: [{ name: 'ops', url: 'https://example.com/tutti', events: ['execution.failed'] }],
  });
export type WebhookInput = z.output<typeof WebhookInput>;
export type WebhookDraft = z.input<typeof WebhookInput>;
export const WebhookPatch = z
  .strictObject(editable)
  .partial()
  .meta({ id: 'WebhookPatch', examples: [{ enabled: false }] });
export type WebhookPatch = z.infer<typeof WebhookPatch>;

const webhook = {
  id: RowId,
  ...editable,
  disabledReason: z.string().nullable().meta({ description: 'Why Tutti itself disabled it' }),
  consecutiveFailures: z.int().meta({ description: 'Deliveries given up in a row; 20 disable the webhook' }),
  previousSecretUntil: Timestamp.nullable().meta({
    description: 'Until then deliveries carry two signatures',
  }),
  lastDeliveredAt: Timestamp.nullable(),
  createdBy: z.string(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
};
export const Webhook = z.object(webhook).meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;
/** The only answers that hold the secret. */
export const WebhookWithSecret = z
  .object({ ...webhook, secret: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const RotateSecretRequest = z
  .strictObject({
    secret: SigningSecret.optional().meta({ description: 'Absent: one is made' }),
    overlapMs: z
      .int()
      .min(0)
      .max(604_800_000)
      .default(86_400_000)
      .meta({ description: 'How long deliveries are signed by the old secret as well' }),
  })
  .meta({ id: 'RotateSecretRequest', examples: [{}] });

export const RedeliverFailedRequest = z
  .strictObject({
    since: Timestamp.optional().meta({
      description: 'Only of messages made at or after this; absent: all kept',
    }),
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: 'Send nothing: remaining says how many would be' }),
  })
  .meta({ id: 'RedeliverFailedRequest', examples: [{ since: '2026-11-21T06:00:00Z' }] });
/** Messages sent again, and those that are still to be, counted to 10,000: call again while there are some. */
export const RedeliverFailedResult = z
  .object({ redelivered: z.int(), remaining: z.int() })
  .meta({ id: 'RedeliverFailedResult' });
export type RedeliverFailedResult = z.infer<typeof RedeliverFailedResult>;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'skipped'] as const;
export const WebhookDelivery = z
  .object({
    id: RowId,
    webhookId: RowId,
    kind: z.enum(['event', 'test', 'redelivery']),
    status: z
      .enum(DELIVERY_STATUSES)
      .meta({ description: 'pending until it is delivered, or no attempt will follow' }),
    eventId: z.string(),
    eventType: z.string(),
    messageId: z
      .string()
      .meta({ description: 'The header webhook-id: the same on every attempt and redelivery' }),
    executionId: z.uuid().nullable(),
    attempts: z.int(),
    request: JsonObject.nullable().meta({ description: 'url, headers and body of the last attempt, cut' }),
    response: JsonObject.nullable().meta({ description: 'status, headers and body, cut; null: none came' }),
    error: ExecutionError.nullable(),
    durationMs: z.number().nullable(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const Verification = z.enum(['token', 'standard', 'github', 'stripe']).meta({
  id: 'Verification',
  description:
    'token: the secret itself in the header X-Hook-Token or as a bearer token. standard: Standard Webhooks. github: X-Hub-Signature-256. stripe: Stripe-Signature',
});
export type Verification = z.infer<typeof Verification>;

const hookEditable = {
  name: HookName,
  verification: Verification,
  headers: z
    .array(HeaderName.transform((name) => name.toLowerCase()))
    .max(50)
    .meta({ description: 'Headers that the event carries beside the content type; credentials never' }),
  toleranceMs: z
    .int()
    .min(1000)
    .max(86_400_000)
    .meta({ description: 'How old a signature may be, and how long a repeated message is known as one' }),
  enabled: z.boolean(),
};
const HookSecret = z.string().min(16).max(500);
export const IncomingHookInput = z
  .strictObject({
    ...hookEditable,
    headers: hookEditable.headers.default([]),
    toleranceMs: hookEditable.toleranceMs.default(300_000),
    enabled: hookEditable.enabled.default(true),
    secret: HookSecret.optional().meta({
      description: 'The secret the sender signs with; absent: on create one is made, else it stays',
    }),
  })
  .meta({ id: 'IncomingHookInput', examples: [{ name: 'github-push', verification: 'github' }] });
export type IncomingHookInput = z.output<typeof IncomingHookInput>;
export type IncomingHookDraft = z.input<typeof IncomingHookInput>;
export const IncomingHookPatch = z
  .strictObject({ ...hookEditable, secret: HookSecret })
  .partial()
  .meta({ id: 'IncomingHookPatch', examples: [{ enabled: false }] });
export type IncomingHookPatch = z.infer<typeof IncomingHookPatch>;

const incomingHook = {
  id: RowId,
  ...hookEditable,
  headers: z.array(z.string()),
  path: z.string().meta({ description: 'Where to send to, below the address of this server' }),
  received: z.int(),
  refused: z.int(),
  lastReceivedAt: Timestamp.nullable(),
  createdBy: z.string(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
};
export const IncomingHook = z.object(incomingHook).meta({ id: 'IncomingHook' });
export type IncomingHook = z.infer<typeof IncomingHook>;
export const IncomingHookWithSecret = z
  .object({ ...incomingHook, secret: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'IncomingHookWithSecret' });
export type IncomingHookWithSecret = z.infer<typeof IncomingHookWithSecret>;

export const HookReceipt = z
  .object({
    accepted: z.literal(true),
    duplicate: z
      .boolean()
      .meta({ description: 'True when this very message came before; nothing was appended' }),
    eventId: z.string().nullable(),
  })
  .meta({ id: 'HookReceipt' });
export type HookReceipt = z.infer<typeof HookReceipt>;

export const WebhookKey = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { error: 'must be an integer id, for example 12' })
  .transform(Number)
  .meta({ examples: ['12'] });
export const DeliveryKey = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: 'must be the integer id of a delivery, for example 340' })
  .transform(Number)
  .meta({ examples: ['340'] });
