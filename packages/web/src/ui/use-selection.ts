import { useMemo, useState } from 'react';
import {
  coverage,
  isSelected,
  NOTHING,
  ranged,
  sizeOf,
  toggled,
  toggledAll,
  type Coverage,
  type Selected,
} from './selection.ts';

export interface Selection {
  readonly size: number;
  /** In the order in which they were chosen; empty while everything that matches is chosen. */
  readonly keys: readonly string[];
  /** Everything that matches is chosen, not rows by their keys. */
  readonly everything: boolean;
  has: (key: string) => boolean;
  coverage: (rows: readonly string[]) => Coverage;
  /** `rows`: the keys of all rows at hand, in their order. */
  toggle: (key: string, rows: readonly string[], range?: boolean) => void;
  toggleAll: (rows: readonly string[]) => void;
  choose: (keys: Iterable<string>) => void;
  /** For a server that takes the filters themselves. */
  chooseEverything: (count: number) => void;
  clear: () => void;
}

/**
 * What is chosen in a list. Live updates leave it alone; another `scope` (the filters, as text) clears it: nobody means
 * rows that are out of sight.
 */
export function useSelection(scope: string): Selection {
  const [selected, setSelected] = useState<Selected>(NOTHING);
  const [knownScope, setKnownScope] = useState(scope);
  if (knownScope !== scope) {
    setKnownScope(scope);
    setSelected(NOTHING);
  }
  return useMemo(
    () => ({
      size: sizeOf(selected),
      keys: selected.matching === null ? [...selected.keys] : [],
      everything: selected.matching !== null,
      has: (key) => isSelected(selected, key),
      coverage: (rows) => coverage(selected, rows),
      toggle: (key, rows, range = false) => setSelected((now) => (range ? ranged : toggled)(now, key, rows)),
      toggleAll: (rows) => setSelected((now) => toggledAll(now, rows)),
      choose: (keys) => setSelected({ keys: new Set(keys), matching: null, anchor: null }),
      chooseEverything: (count) => setSelected({ keys: new Set(), matching: count, anchor: null }),
      clear: () => setSelected(NOTHING),
    }),
    [selected],
  );
}
