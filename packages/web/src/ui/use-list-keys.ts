import { useRef, type RefObject } from 'react';
import type { ShortcutId } from './shortcut-list.ts';
import { useShortcut } from './shortcuts.ts';

interface ListKeys {
  scroller: RefObject<HTMLElement | null>;
  keys: () => string[];
  scrollTo: (index: number) => void;
  /** Chooses the row that has the focus, or all up to it. */
  onSelect: ((key: string, range: boolean) => void) | undefined;
}

const focusedRow = (): string | undefined =>
  document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? undefined;

/** j and k move the focus along the primary links of the rows, into rows that are not drawn yet too; x chooses. */
export function useListKeys({ scroller, keys, scrollTo, onSelect }: ListKeys): void {
  const move = (step: 1 | -1): void => {
    const all = keys();
    if (all.length === 0) return;
    const current = focusedRow();
    const at = current ? all.indexOf(current) : -1;
    const next = Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    scrollTo(next);
    const key = all[next] ?? '';
    // A row far off is drawn only once the list has scrolled.
    if (!focusRow(scroller.current, key)) requestAnimationFrame(() => focusRow(scroller.current, key));
  };
  useShortcut('list.next', () => move(1));
  useShortcut('list.previous', () => move(-1));
  const select = (range: boolean): void => {
    const current = focusedRow();
    if (current !== undefined) onSelect?.(current, range);
  };
  useShortcut('list.select', () => select(false), onSelect !== undefined);
  useShortcut('list.range', () => select(true), onSelect !== undefined);
}

function focusRow(list: HTMLElement | null, key: string): boolean {
  const link = list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] [data-primary]`);
  link?.focus({ preventScroll: true });
  return link != null;
}

export interface RowKeyProps {
  id: ShortcutId;
  refused: string | undefined;
  scroller: RefObject<HTMLElement | null>;
}

/** A key that presses a button of the row that has the focus: the one with `data-key`. */
export function RowKey({ id, refused, scroller }: RowKeyProps): null {
  const meant = useRef<HTMLElement>(null);
  const find = (): boolean => {
    const row = document.activeElement?.closest('[data-row]');
    const inside = row && scroller.current?.contains(row);
    const button = inside ? row.querySelector<HTMLElement>(`[data-key="${id}"]`) : null;
    if (button) meant.current = button;
    return button !== null;
  };
  // The palette asks while the row has the focus, and acts when it has not got it back yet.
  useShortcut(id, () => meant.current?.click(), find, refused);
  return null;
}
