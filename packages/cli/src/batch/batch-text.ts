import type { Batch } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { type Column, renderFields, renderTable } from '../output/table.ts';
import type { View } from '../output/view.ts';

const SHOWN = { running: 'running', completed: 'ok', failed: 'failed', cancelled: 'cancelled' } as const;
const COLUMNS: readonly Column[] = [
  { head: 'ITEM', align: 'right' },
  { head: 'ID', align: 'right' },
  { head: 'STATUS' },
  { head: 'WHY', flexible: true },
];

/** "✔ 0190... · completed · 3 of 3 ended" */
export const batchLine = (view: View, { batchId, status, ended, total }: Batch): string =>
  withGlyph(
    view,
    SHOWN[status],
    [batchId, status, `${formatCount(ended)} of ${formatCount(total)} ended`].join(dot(view)),
  );

export async function batchDetail(view: View, batch: Batch): Promise<string> {
  const counts = Object.entries(batch.counts).map(([status, count]) => `${formatCount(count)} ${status}`);
  const fields = renderFields(view, [
    ['items', counts.join(', ')],
    ['at once', batch.maxConcurrent === null ? 'as many as there is room for' : String(batch.maxConcurrent)],
    ['first failure', batch.failFast ? 'cancels the rest' : 'changes nothing'],
    ['cancelled', batch.cancelReason === null ? undefined : plainText(batch.cancelReason)],
    ['made', `${formatInstant(batch.createdAt, view.now, view.zone)}, by ${plainText(batch.createdBy)}`],
  ]);
  const rows = batch.items.map((item) => [
    String(item.index),
    item.id === null ? '-' : String(item.id),
    item.status ?? 'removed',
    item.error ? plainText(item.error.message) : '',
  ]);
  const table = rows.length > 0 ? `\n\n${await renderTable(view, COLUMNS, rows)}` : '';
  return `${batchLine(view, batch)}\n${fields}${table}`;
}
