import { z } from 'zod';
import { Timestamp } from './primitives.ts';
import { TimeZone } from './schedule.ts';

const days = (fallback: number, description: string) =>
  z.int().min(1).max(3650).default(fallback).meta({ description });

const historyRows = z.int().min(1).max(100_000);

/** What holds for the whole installation, on all nodes, and is changed while they run. A node's own file is something else. */
export const InstallationSettings = z
  .strictObject({
    defaultTimezone: TimeZone.default('UTC').meta({ description: 'Zone of cron schedules that name none' }),
    completedRetentionDays: days(30, 'Days to keep completed, cancelled and skipped executions'),
    failedRetentionDays: days(90, 'Days to keep failed and timed out executions, and their error records'),
    logRetentionDays: days(14, 'Days to keep the logs of executions'),
    eventRetentionDays: days(
      7,
      'Days to keep events and what came to incoming hooks; a reader that comes back later has missed some',
    ),
    auditRetentionDays: days(365, 'Days to keep the audit log'),
    historyRowsPerSchedule: historyRows.nullable().default(null).meta({
      description:
        'Most executions that ended to keep of each schedule, the newest; null: as long as the days say',
    }),
  })
  .meta({ id: 'InstallationSettings' });
export type InstallationSettings = z.infer<typeof InstallationSettings>;
export type InstallationSettingName = keyof InstallationSettings;

/** Only what changes; null goes back to the default. */
export const InstallationSettingsPatch = z
  .strictObject({
    defaultTimezone: TimeZone.nullable().optional(),
    completedRetentionDays: z.int().min(1).max(3650).nullable().optional(),
    failedRetentionDays: z.int().min(1).max(3650).nullable().optional(),
    logRetentionDays: z.int().min(1).max(3650).nullable().optional(),
    eventRetentionDays: z.int().min(1).max(3650).nullable().optional(),
    auditRetentionDays: z.int().min(1).max(3650).nullable().optional(),
    historyRowsPerSchedule: historyRows.nullable().optional(),
  })
  .meta({ id: 'InstallationSettingsPatch', examples: [{ logRetentionDays: 30, defaultTimezone: null }] });
export type InstallationSettingsPatch = z.infer<typeof InstallationSettingsPatch>;

/** The settings as they hold now, and who changed those that differ from what Tutti brings. */
export const InstallationSettingsView = z
  .object({
    values: InstallationSettings,
    changed: z.record(z.string(), z.object({ by: z.string(), at: Timestamp })),
  })
  .meta({ id: 'InstallationSettingsView' });
export type InstallationSettingsView = z.infer<typeof InstallationSettingsView>;

/** What one node was started with, and where each value came from. What is secret is told to be set, no more. */
export const NodeConfiguration = z
  .object({
    node: z.string(),
    items: z.array(
      z.object({
        name: z.string().meta({ description: 'Key in configuration files' }),
        env: z.string().meta({ description: 'Name in the environment' }),
        value: z.string().nullable().meta({ description: 'As text; null: unset' }),
        default: z.string().nullable(),
        origin: z
          .enum(['default', 'unset', 'flag', 'environment', 'file', 'given'])
          .meta({ description: 'given: by the program that started this node' }),
        from: z.string().nullable().meta({ description: 'The file it stands in' }),
        secret: z.boolean(),
        description: z.string(),
      }),
    ),
  })
  .meta({ id: 'NodeConfiguration' });
export type NodeConfiguration = z.infer<typeof NodeConfiguration>;

export const INSTALLATION_SETTING_NAMES = Object.keys(
  InstallationSettings.shape,
) as InstallationSettingName[];
