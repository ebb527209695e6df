/** Which rows of a list are chosen: by their keys, or everything that matches the filters in force. */
export interface Selected {
  readonly keys: ReadonlySet<string>;
  /** How many everything is, once it was chosen; null while rows are chosen one by one. */
  readonly matching: number | null;
  /** Where a range begins: the row that was chosen last. */
  readonly anchor: string | null;
}

export const NOTHING: Selected = { keys: new Set(), matching: null, anchor: null };

export const isSelected = ({ keys, matching }: Selected, key: string): boolean =>
  matching !== null || keys.has(key);

export const sizeOf = ({ keys, matching }: Selected): number => matching ?? keys.size;

/** The keys chosen; of everything only the rows at hand are known. */
const known = ({ keys, matching }: Selected, rows: readonly string[]): Set<string> =>
  new Set(matching === null ? keys : rows);

export function toggled(selected: Selected, key: string, rows: readonly string[]): Selected {
  const keys = known(selected, rows);
  if (!keys.delete(key)) keys.add(key);
  return { keys, matching: null, anchor: key };
}

/** From the row chosen last to this one, both with it: they take on the state of the first. */
export function ranged(selected: Selected, key: string, rows: readonly string[]): Selected {
  const from = selected.anchor === null ? -1 : rows.indexOf(selected.anchor);
  const to = rows.indexOf(key);
  if (from < 0 || to < 0) return toggled(selected, key, rows);
  const on = isSelected(selected, rows[from] ?? '');
  const keys = known(selected, rows);
  for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) keys.add(each);
    else keys.delete(each);
  }
  return { keys, matching: null, anchor: key };
}

export type Coverage = 'none' | 'some' | 'all';

/** How much of the rows at hand is chosen. */
export function coverage(selected: Selected, rows: readonly string[]): Coverage {
  if (sizeOf(selected) === 0) return 'none';
  return rows.length > 0 && rows.every((key) => isSelected(selected, key)) ? 'all' : 'some';
}

/** All rows at hand, or none where all were. */
export function toggledAll(selected: Selected, rows: readonly string[]): Selected {
  if (coverage(selected, rows) === 'all') return NOTHING;
  return { keys: new Set([...known(selected, rows), ...rows]), matching: null, anchor: null };
}
