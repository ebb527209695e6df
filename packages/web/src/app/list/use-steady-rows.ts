import { useState } from 'react';

export interface Steady<R> {
  rows: readonly R[];
  /** Rows that wait above until the reader lets them in. */
  waiting: number;
  showWaiting: () => void;
}

/** While `held` no row moves, comes or goes; each still takes on what is new of it. `scope`: another list altogether. */
export function useSteadyRows<R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  held: boolean,
  scope: string,
): Steady<R> {
  const [frozen, setFrozen] = useState<{ scope: string; rows: readonly R[] }>();
  // A list that has not arrived yet has nothing that could move.
  const filled = rows.length > 0;
  if (held && filled && (frozen === undefined || frozen.scope !== scope)) setFrozen({ scope, rows });
  if (!held && frozen !== undefined) setFrozen(undefined);
  if (!held || frozen?.scope !== scope) return { rows, waiting: 0, showWaiting: () => undefined };
  return {
    ...steady(frozen.rows, rows, keyOf),
    showWaiting: () => setFrozen({ scope, rows }),
  };
}

export function steady<R>(
  frozen: readonly R[],
  fresh: readonly R[],
  keyOf: (row: R) => string,
): { rows: readonly R[]; waiting: number } {
  const byKey = new Map(fresh.map((row) => [keyOf(row), row]));
  const known = new Set(frozen.map(keyOf));
  const last = frozen.at(-1);
  // What follows the last row of old is a further page, not news.
  const edge = last === undefined ? -1 : fresh.findIndex((row) => keyOf(row) === keyOf(last));
  const added = fresh.filter((row) => !known.has(keyOf(row)));
  const further = edge < 0 ? [] : fresh.slice(edge + 1).filter((row) => !known.has(keyOf(row)));
  return {
    rows: [...frozen.map((row) => byKey.get(keyOf(row)) ?? row), ...further],
    waiting: added.length - further.length,
  };
}
