import type { Channel, ChannelType, EventFilter, QuietHours, Rule, RuleInput } from '@tutti/contract';
import type { Severity } from './severity.ts';
import { shownConfig } from './channel-secrets.ts';

/** `notification_channels`. */
export interface ChannelRow {
  id: number;
  name: string;
  type: ChannelType;
  config: Record<string, unknown>;
  enabled: boolean;
  last_sent_at: Date | null;
  last_error: string | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id,
  name: row.name,
  type: row.type,
  config: shownConfig(row.type, row.config),
  enabled: row.enabled,
  lastSentAt: row.last_sent_at?.toISOString() ?? null,
  lastError: row.last_error,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

/** `notification_rules`. */
export interface RuleRow {
  id: number;
  name: string;
  enabled: boolean;
  events: string[];
  filter: EventFilter | null;
  schedule_ids: number[];
  severities: Severity[];
  channels: string[];
  group_by: string;
  renotify_ms: number;
  recovered: boolean;
  quiet_hours: QuietHours | null;
  active_since: Date;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  open_groups?: number;
}

export const toRuleDefinition = (row: RuleRow): RuleInput => ({
  name: row.name,
  enabled: row.enabled,
  events: row.events,
  filter: row.filter,
  scheduleIds: row.schedule_ids,
  severities: row.severities,
  channels: row.channels,
  groupBy: row.group_by,
  renotifyMs: row.renotify_ms,
  recovered: row.recovered,
  quietHours: row.quiet_hours,
});

export const toRule = (row: RuleRow): Rule => ({
  id: row.id,
  ...toRuleDefinition(row),
  openGroups: row.open_groups ?? 0,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

/** `notification_groups`. */
export interface GroupRow {
  rule_id: number;
  group_key: string;
  open: boolean;
  subject: string | null;
  schedule_id: number | null;
  execution_id: string | null;
  events: number;
  suppressed: number;
  notified_at: Date;
  last_at: Date;
  title: string;
  channels: string[];
}
