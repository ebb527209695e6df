import type { ErrorGroup, ErrorRecord, RecoveryStatus } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainLines, plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

const SHOWN = {
  unresolved: 'degraded',
  retry_scheduled: 'retrying',
  retrying: 'running',
  resolved: 'completed',
  ignored: 'skipped',
  escalated: 'failed',
} as const satisfies Record<RecoveryStatus, string>;
const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'STATUS' },
  { head: 'SEVERITY' },
  { head: 'WHAT', flexible: true },
  { head: 'ERROR', flexible: true },
  { head: 'RETRIES' },
  { head: 'LAST' },
];
const GROUP_COLUMNS: readonly Column[] = [
  { head: 'ERROR', flexible: true },
  { head: 'SEVERITY' },
  { head: 'COUNT', align: 'right' },
  { head: 'OPEN', align: 'right' },
  { head: 'FIRST' },
  { head: 'LAST' },
  { head: 'NEWEST', align: 'right' },
];

const statusText = (view: View, { recoveryStatus }: ErrorRecord): string =>
  withGlyph(view, SHOWN[recoveryStatus], recoveryStatus.replace('_', ' '));
const retriesText = ({ recoveryAttempts, maxRetryAttempts }: ErrorRecord): string =>
  `${recoveryAttempts} of ${maxRetryAttempts}`;

export function errorTable(view: View, records: readonly ErrorRecord[]): Promise<string> {
  const rows = records.map((record) => [
    String(record.id),
    statusText(view, record),
    record.severity,
    plainText(record.label),
    plainText(record.message),
    retriesText(record),
    formatInstant(record.updatedAt, view.now, view.zone),
  ]);
  return renderTable(view, COLUMNS, rows);
}

export function errorGroupTable(view: View, groups: readonly ErrorGroup[]): Promise<string> {
  const instant = (iso: string): string => formatInstant(iso, view.now, view.zone);
  const rows = groups.map((group) => [
    plainText(group.message),
    group.severity,
    formatCount(group.count),
    formatCount(group.open),
    instant(group.firstSeenAt),
    instant(group.lastSeenAt),
    `#${group.newestId}`,
  ]);
  return renderTable(view, GROUP_COLUMNS, rows);
}

/** "✓ resolved · error #3 · nightly-backup" */
const errorLine = (view: View, record: ErrorRecord): string =>
  [statusText(view, record), `error #${record.id}`, plainText(record.label)].join(dot(view));

export const errorOutcome = (record: ErrorRecord): Outcome => ({
  data: record,
  text: (view) => errorLine(view, record),
  brief: record.recoveryStatus,
});

export function errorDetail(view: View, record: ErrorRecord): string {
  const instant = (iso: string | null): string | undefined =>
    iso === null ? undefined : formatInstant(iso, view.now, view.zone);
  const { executionId, deadLetterId, resolvedBy, resolutionNotes, stackTrace } = record;
  const fields = renderFields(view, [
    ['error', `${plainText(record.message)}${record.errorCode ? ` (${plainText(record.errorCode)})` : ''}`],
    ['kind', `${record.severity}, ${record.category}, ${record.errorType.replace('_', ' ')}`],
    ['retries', retriesText(record)],
    ['next retry', instant(record.nextRetryAt)],
    ['since', instant(record.createdAt)],
    ['last', instant(record.updatedAt)],
    [
      'settled',
      record.resolvedAt === null
        ? undefined
        : `${instant(record.resolvedAt)}${resolvedBy === null ? '' : `, by ${plainText(resolvedBy)}`}`,
    ],
    ['notes', resolutionNotes === null ? undefined : plainLines(resolutionNotes)],
    ['alike', `tutti error list --fingerprint ${quoted(record.fingerprint)}`],
    ['execution', executionId === null ? undefined : `tutti execution show ${executionId}`],
    ['dead letter', deadLetterId === null ? undefined : `tutti dlq show ${deadLetterId}`],
    ['stack', stackTrace === null ? undefined : plainLines(stackTrace)],
  ]);
  return `${errorLine(view, record)}\n${fields}`;
}

/** As a shell takes it. */
const quoted = (text: string): string => `'${plainText(text).replaceAll("'", `'\\''`)}'`;
