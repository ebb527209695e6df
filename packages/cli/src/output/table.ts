import { stripVTControlCharacters } from 'node:util';
import type { View } from './view.ts';

export interface Column {
  head: string;
  align?: 'right';
  /** Gives way first when the terminal is narrow. */
  flexible?: true;
}

const GAP = 2;
const LEAST_FLEXIBLE = 12;

/** Columns on a terminal; lines with tabs between the values elsewhere. */
export async function renderTable(
  view: View,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const heads = columns.map(({ head }) => head);
  if (!view.isTerminal) return [heads, ...rows].map((row) => row.join('\t')).join('\n');
  const { default: Table } = await import('cli-table3');
  const none = '';
  const table = new Table({
    head: heads.map((head) => view.colours.dim(head)),
    colWidths: fittingWidths(view.width, columns, [heads, ...rows]),
    colAligns: columns.map(({ align }) => align ?? ('left' as const)),
    truncate: view.unicode ? '…' : '~',
    wordWrap: false,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: none,
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replaceAll(/ +$/gm, '');
}

/** Names and values below each other, names in one column. */
export function renderFields(view: View, fields: readonly (readonly [string, string | undefined])[]): string {
  const shown = fields.filter((field): field is readonly [string, string] => field[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown
    .map(
      ([name, value]) =>
        `${view.colours.dim(name.padEnd(width))}  ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`,
    )
    .join('\n');
}

function fittingWidths(
  total: number,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): number[] {
  const natural = columns.map(
    (_, index) => Math.max(...rows.map((row) => stripVTControlCharacters(row[index] ?? '').length)) + GAP,
  );
  const excess = natural.reduce((sum, width) => sum + width, 0) - total;
  const flexible = columns.filter((column) => column.flexible).length;
  if (excess <= 0 || flexible === 0) return natural;
  return natural.map((width, index) =>
    columns[index]?.flexible
      ? Math.max(Math.min(width, LEAST_FLEXIBLE), width - Math.ceil(excess / flexible))
      : width,
  );
}
