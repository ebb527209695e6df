import { z } from 'zod';
import { EventFilter, EventPattern } from './event.ts';
import { DurationMs, JsonObject, RowId, ShortId, Timestamp } from './primitives.ts';
import { HeaderName, HeaderValue, HttpUrl } from './task-config.ts';
import { HIDDEN } from './webhook.ts';
import { Severity } from './recovery.ts';

/** Schedules and rules name channels by it. */
export const ChannelName = z.string().trim().min(1).max(100);

export const CHANNEL_TYPES = ['webhook', 'slack', 'discord', 'ntfy', 'smtp', 'command'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\r\n\0]+$/, { error: 'must be a single line' });
const Address = line(320).regex(/^[^@<>]*<?[^@\s<>]+@[^@\s<>]+>?$/, {
  error: 'must be an address like ops@example.com or Ops <ops@example.com>',
});

/** What each type of channel needs to know. */
export const CHANNEL_CONFIGS = {
  webhook: z.strictObject({
    url: HttpUrl,
    headers: z.record(HeaderName, HeaderValue).optional(),
    secret: line(200).optional().meta({ description: 'Signs what is sent, by Standard Webhooks' }),
  }),
  slack: z.strictObject({ url: HttpUrl.meta({ description: 'Address of an incoming webhook' }) }),
  discord: z.strictObject({ url: HttpUrl.meta({ description: 'Address of a channel webhook' }) }),
  ntfy: z.strictObject({
    server: HttpUrl.default('https://ntfy.sh'),
    topic: z.string().regex(/^[\w-]{1,64}$/, { error: 'must hold only letters, digits, _ and -' }),
    token: line(200).optional(),
  }),
  smtp: z.strictObject({
    host: line(255),
    port: z.int().min(1).max(65_535).default(587),
    secure: z
      .boolean()
      .default(false)
      .meta({ description: 'TLS from the start, as on port 465; else STARTTLS where offered' }),
    username: line(200).optional(),
    password: line(500).optional(),
    from: Address,
    to: z.array(Address).min(1).max(50),
  }),
  command: z.strictObject({
    command: z.string().min(1).max(10_000),
    args: z.array(z.string().max(10_000)).max(100).optional(),
    timeoutMs: DurationMs.optional(),
  }),
} as const satisfies Record<ChannelType, z.ZodObject>;
export type ChannelConfig<T extends ChannelType> = z.output<(typeof CHANNEL_CONFIGS)[T]>;

/** Fields that are never read back; of `headers` the values. */
export const CHANNEL_SECRETS: Record<ChannelType, readonly string[]> = {
  webhook: ['secret', 'headers'],
  slack: ['url'],
  discord: ['url'],
  ntfy: ['token'],
  smtp: ['password'],
  command: [],
};

const channel = {
  name: ChannelName,
  type: z.enum(CHANNEL_TYPES),
  config: JsonObject.meta({
    description: `By type. Secret values are read back as ${HIDDEN}; sent back so, they stay`,
  }),
  enabled: z.boolean(),
};
export const ChannelInput = z.strictObject({ ...channel, enabled: channel.enabled.default(true) }).meta({
  id: 'ChannelInput',
  examples: [{ name: 'ops', type: 'ntfy', config: { topic: 'my-tutti' } }],
});
export type ChannelInput = z.output<typeof ChannelInput>;
export type ChannelDraft = z.input<typeof ChannelInput>;
export const ChannelPatch = z
  .strictObject(channel)
  .omit({ type: true })
  .partial()
  .meta({ id: 'ChannelPatch', examples: [{ enabled: false }] });
export type ChannelPatch = z.infer<typeof ChannelPatch>;
export const Channel = z
  .object({
    id: RowId,
    ...channel,
    lastSentAt: Timestamp.nullable(),
    lastError: z.string().nullable().meta({ description: 'Of the last attempt; null when it went well' }),
    createdBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time like 22:00' });
export const QuietHours = z
  .strictObject({
    from: WallTime,
    until: WallTime.meta({ description: 'Earlier than from: on the next day' }),
    timezone: z.string().min(1).max(64).default('UTC'),
    exceptCritical: z.boolean().default(true),
  })
  .refine(({ from, until }) => from !== until, { error: 'must differ from until', path: ['from'] })
  .meta({ id: 'QuietHours', examples: [{ from: '22:00', until: '07:00', timezone: 'Europe/Berlin' }] });
export type QuietHours = z.output<typeof QuietHours>;

const rule = {
  name: z.string().trim().min(1).max(200),
  enabled: z.boolean(),
  events: z.array(EventPattern).min(1).max(50),
  filter: EventFilter.nullable(),
  scheduleIds: z.array(ShortId).max(1000).meta({ description: 'Only events of these schedules; empty: all' }),
  severities: z.array(Severity).max(4).meta({ description: 'Only events as grave as these; empty: all' }),
  channels: z.array(ChannelName).min(1).max(20),
  groupBy: z
    .string()
    .max(200)
    .regex(/^(none|schedule|fingerprint|data\.[\w.-]+)$/, {
      error: 'must be none, schedule, fingerprint, or a path like data.orderId',
    })
    .meta({ description: 'Events of one group are one alert until it recovers' }),
  renotifyMs: DurationMs.meta({ description: 'How long further events of an open group are only counted' }),
  recovered: z.boolean().meta({ description: 'Also tell when a group has recovered' }),
  quietHours: QuietHours.nullable(),
};
export const RuleInput = z
  .strictObject({
    ...rule,
    enabled: rule.enabled.default(true),
    filter: rule.filter.default(null),
    scheduleIds: rule.scheduleIds.default([]),
    severities: rule.severities.default([]),
    groupBy: rule.groupBy.default('schedule'),
    renotifyMs: rule.renotifyMs.default(3_600_000),
    recovered: rule.recovered.default(true),
    quietHours: rule.quietHours.default(null),
  })
  .meta({
    id: 'RuleInput',
    examples: [{ name: 'failures', events: ['execution.failed', 'execution.timed_out'], channels: ['ops'] }],
  });
export type RuleInput = z.output<typeof RuleInput>;
export type RuleDraft = z.input<typeof RuleInput>;
export const RulePatch = z
  .strictObject(rule)
  .partial()
  .meta({ id: 'RulePatch', examples: [{ enabled: false }] });
export type RulePatch = z.input<typeof RulePatch>;
export const Rule = z
  .object({
    id: RowId,
    ...rule,
    openGroups: z.int().meta({ description: 'Alerts that have not recovered' }),
    createdBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Rule' });
export type Rule = z.infer<typeof Rule>;

export const NotificationTest = z
  .object({
    executionIds: z
      .array(z.uuid())
      .meta({ description: 'One per channel: their results tell what came of it' }),
  })
  .meta({ id: 'NotificationTest' });
