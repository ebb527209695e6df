import type { Intervention } from '@tutti/contract';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

const COLUMNS: readonly Column[] = [
  { head: 'WHEN' },
  { head: 'ACT' },
  { head: 'BY', flexible: true },
  { head: 'WHY', flexible: true },
  { head: 'CHANGED', flexible: true },
];

/** What operators did to an execution, oldest first. */
export function interventionTable(view: View, interventions: readonly Intervention[]): Promise<string> {
  const rows = interventions.map(({ at, action, actor, reason, after }) => [
    formatInstant(at, view.now, view.zone),
    action,
    plainText(actor),
    plainText(reason ?? '-'),
    after === null ? '-' : plainText(JSON.stringify(after)),
  ]);
  return renderTable(view, COLUMNS, rows);
}
