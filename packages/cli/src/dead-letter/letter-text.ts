import type {
  BatchResubmissionResult,
  DeadLetter,
  DeadLetterStats,
  DeadLetterStatus,
  DeadLetterSummary,
} from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { previewText, type Preview } from '../output/preview-text.ts';
import { plainLines, plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

const SHOWN = {
  pending: 'failed',
  resubmitted: 'retrying',
  resolved: 'completed',
  archived: 'skipped',
} as const satisfies Record<DeadLetterStatus, string>;
const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'STATUS' },
  { head: 'WHAT', flexible: true },
  { head: 'ERROR', flexible: true },
  { head: 'ATTEMPTS', align: 'right' },
  { head: 'FAILED' },
];

const statusText = (view: View, { status }: DeadLetterSummary): string =>
  withGlyph(view, SHOWN[status], status);

export function letterTable(view: View, letters: readonly DeadLetterSummary[]): Promise<string> {
  const rows = letters.map((letter) => [
    String(letter.id),
    statusText(view, letter),
    plainText(letter.label),
    plainText(letter.error.message),
    String(letter.attempts),
    formatInstant(letter.failedAt, view.now, view.zone),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** "× pending · dead letter #3 · nightly-backup" */
export const letterLine = (view: View, letter: DeadLetterSummary): string =>
  [statusText(view, letter), `dead letter #${letter.id}`, plainText(letter.label)].join(dot(view));

export function letterDetail(view: View, letter: DeadLetter): string {
  const { error, resolvedAt, resolvedBy, notes, resubmittedAs } = letter;
  const instant = (iso: string): string => formatInstant(iso, view.now, view.zone);
  const fields = renderFields(view, [
    ['error', `${plainText(error.message)} (${plainText(error.code)})`],
    ['failed', `${instant(letter.failedAt)} after ${countText(letter.attempts, 'attempt')}`],
    ['task', `${letter.taskType}${dot(view)}queue ${letter.queue}${dot(view)}priority ${letter.priority}`],
    ['config', plainText(JSON.stringify(letter.taskConfig))],
    ['node', letter.node === null ? undefined : plainText(letter.node)],
    [
      'resubmitted',
      resubmittedAs === null
        ? undefined
        : `${countText(letter.resubmitCount, 'time')}, last as ${resubmittedAs}`,
    ],
    [
      'settled',
      resolvedAt === null
        ? undefined
        : `${instant(resolvedAt)}${resolvedBy === null ? '' : `, by ${plainText(resolvedBy)}`}`,
    ],
    ['notes', notes === null ? undefined : plainLines(notes)],
    ['execution', `tutti execution show ${letter.executionId}`],
    ['next', letter.status === 'pending' ? `tutti dlq resubmit ${letter.id}` : undefined],
  ]);
  return `${letterLine(view, letter)}\n${fields}`;
}

export function letterStats(view: View, stats: DeadLetterStats): string {
  const { byStatus, byTaskType, byFingerprint, oldestPendingAt } = stats;
  const counts = (['pending', 'resubmitted', 'resolved'] as const).map(
    (status) => `${formatCount(byStatus[status])} ${status}`,
  );
  return renderFields(view, [
    ['letters', counts.join(', ')],
    ['last day', `${formatCount(stats.addedLastDay)} added, ${formatCount(stats.resolvedLastDay)} resolved`],
    ['oldest', oldestPendingAt === null ? undefined : formatInstant(oldestPendingAt, view.now, view.zone)],
    [
      'by type',
      byTaskType.map(({ taskType, pending }) => `${formatCount(pending)} ${taskType}`).join(', ') ||
        undefined,
    ],
    [
      'by error',
      byFingerprint
        .map(({ message, pending }) => `${formatCount(pending)} ${plainText(message)}`)
        .join('\n') || undefined,
    ],
  ]);
}

export function batchText(view: View, { resubmitted, waiting, refused }: BatchResubmissionResult): string {
  const parts = [
    `resubmitted ${countText(resubmitted.length, 'dead letter')}`,
    ...(waiting > 0 ? [`${formatCount(waiting)} wait for their turn`] : []),
    ...(refused.length > 0 ? [`${formatCount(refused.length)} refused`] : []),
  ];
  const why = refused.map(({ id, reason }) => `\n#${id}: ${plainText(reason)}`).join('');
  return `${withGlyph(view, refused.length > 0 ? 'degraded' : 'ok', parts.join(', '))}${why}`;
}

/** What an act on dead letters would do, as the outcome of its command. */
export const lettersPreview = (
  preview: Preview,
): { data: Preview; text: (view: View) => string; brief: string } => ({
  data: preview,
  text: (view) =>
    previewText(view, preview, {
      nouns: ['pending dead letter', 'pending dead letters'],
      next: 'the same without --dry-run',
    }),
  brief: String(preview.matched),
});

export const countText = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
