import type { InstallationSettings } from '@tutti/contract';
import { type PartitionedTable, rangeOf } from './partition-name.ts';

const DAY_MS = 86_400_000;
/** Keys of enqueues are honoured for a day. */
const KEY_DAYS = 1;

/** The instants before which each thing goes. */
export interface Cutoffs {
  completed: Date;
  failed: Date;
  /** Nothing of an execution is older than this, unless it is still unfinished. */
  history: Date;
  logs: Date;
  events: Date;
  audit: Date;
  keys: Date;
}

export function cutoffsOf(settings: InstallationSettings, now: Date): Cutoffs {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const { completedRetentionDays, failedRetentionDays } = settings;
  return {
    completed: before(completedRetentionDays),
    failed: before(failedRetentionDays),
    history: before(Math.max(completedRetentionDays, failedRetentionDays)),
    logs: before(settings.logRetentionDays),
    events: before(settings.eventRetentionDays),
    audit: before(settings.auditRetentionDays),
    keys: before(KEY_DAYS),
  };
}

const CUTOFF_OF: Record<PartitionedTable, 'events' | 'logs' | 'history'> = {
  events: 'events',
  execution_logs: 'logs',
  execution_history: 'history',
};

/** Partitions all of whose rows are too old. */
export function partitionsToDrop(
  partitions: readonly { table: PartitionedTable; name: string }[],
  cutoffs: Cutoffs,
): string[] {
  return partitions
    .filter(({ table, name }) => {
      const range = rangeOf(name);
      return range !== undefined && range.until <= cutoffs[CUTOFF_OF[table]];
    })
    .map(({ name }) => name);
}

/** Partitions of history that may hold rows to delete beside rows to keep; the default one always may. */
export function partitionsToThin(names: readonly string[], { completed, failed }: Cutoffs): string[] {
  const youngest = completed > failed ? completed : failed;
  return names.filter((name) => {
    const range = rangeOf(name);
    return range === undefined || range.from < youngest;
  });
}
