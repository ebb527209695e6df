import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { cn } from './cn.ts';
import { Checkbox } from './checkbox.tsx';
import { CardChooser, HeaderRow, type Column, type Sorting } from './data-table-parts.tsx';
import { TableRow, type RowActs } from './data-table-row.tsx';
import type { ShortcutId } from './shortcut-list.ts';
import { useRememberedRows } from './sibling-buttons.tsx';
import { useLatest } from './use-latest.ts';
import { RowKey, useListKeys } from './use-list-keys.ts';
import { useRoom } from './use-media.ts';
import type { Selection } from './use-selection.ts';

interface DataTableProps<R> {
  label: string;
  rows: readonly R[];
  rowKey: (row: R) => string;
  columns: readonly Column<R>[];
  /** The row as a card, where there is no room for columns. */
  compact: (row: R) => ReactNode;
  compactHeight: number;
  sorting?: Sorting;
  onOpen: (row: R) => void;
  onPeek?: ((row: R) => void) | undefined;
  selectedKey?: string | undefined;
  /** Called when the end comes into sight. */
  onEnd?: () => void;
  footer?: ReactNode;
  /** Floats above the rows, and belongs to them for a pointer that rests. */
  overlay?: ReactNode;
  dimmed?: boolean;
  /** Hovered or scrolled: rows must not move under whoever reads them. */
  onHold?: (held: boolean) => void;
  /** What, when it changes, makes the row light up once. */
  rowVersion?: (row: R) => string;
  /** Given, every row gets a box to choose it. */
  selection?: Selection | undefined;
  /** Keys that press a button of the row that has the focus, the one with the same `data-key`. */
  rowKeys?: readonly { id: ShortcutId; refused: string | undefined }[];
  /** What a row is called, for its box. */
  rowName?: (row: R) => string;
}

const ORDER = { cards: 0, sm: 1, md: 2, lg: 3, xl: 4 } as const;
const ROW_HEIGHT = 32;

/**
 * A virtualised table: sticky header, rows of 32 px, cards on phones. The primary link of a row (`data-primary`) is what
 * the keyboard moves along; a click anywhere else in the row follows it too.
 */
export function DataTable<R>(props: DataTableProps<R>) {
  const { rows, rowKey, columns, compactHeight, dimmed, footer, label } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const room = useRoom(scroller);
  const cards = room === 'cards';
  const { selection } = props;
  const keys = (): string[] => rows.map(rowKey);
  const shown = useMemo(
    () => columns.filter((column) => ORDER[column.from ?? 'sm'] <= ORDER[room]),
    [columns, room],
  );
  const choosable = selection !== undefined;
  const [choosing, setChoosing] = useState(false);
  // A card has its box only while rows are chosen: there is little room, and a tap opens.
  const boxes = choosable && (!cards || choosing || selection.size > 0);
  const template = useMemo(() => templateOf(shown, choosable), [shown, choosable]);
  const acts = useLatest<RowActs<R>>({
    open: props.onOpen,
    peek: props.onPeek,
    toggle: (key, range) => selection?.toggle(key, keys(), range),
    name: props.rowName,
  });
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (cards ? compactHeight : ROW_HEIGHT),
    getItemKey: (index) => rowKey(rows[index] as R),
    overscan: 8,
    paddingStart: 0,
    scrollPaddingStart: cards ? 0 : ROW_HEIGHT,
  });
  useEffect(() => virtualizer.measure(), [cards, virtualizer]);
  useRememberedRows(label, keys);
  useListKeys({
    scroller,
    keys,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    onSelect: selection && ((key, range) => selection.toggle(key, keys(), range)),
  });
  useEndInSight(virtualizer, rows.length, props.onEnd);
  const hold = useHold(scroller, props.onHold);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...hold.pointer}>
      {props.overlay}
      {props.rowKeys?.map((key) => (
        <RowKey key={key.id} {...key} scroller={scroller} />
      ))}
      <div
        ref={scroller}
        onScroll={hold.onScroll}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain"
      >
        {cards && selection && rows.length > 0 ? (
          <CardChooser
            on={boxes}
            all={<ChooseAll selection={selection} keys={keys} large />}
            onBegin={() => setChoosing(true)}
            onEnd={() => {
              setChoosing(false);
              selection.clear();
            }}
          />
        ) : null}
        <div
          role="table"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          className={cn(dimmed && 'fade-stale')}
        >
          {cards ? null : (
            <HeaderRow
              columns={shown}
              template={template}
              sorting={props.sorting}
              chooser={selection && <ChooseAll selection={selection} keys={keys} />}
            />
          )}
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index] as R;
              return (
                <TableRow
                  key={item.key}
                  row={row}
                  rowId={rowKey(row)}
                  index={item.index}
                  top={item.start}
                  height={item.size}
                  version={props.rowVersion?.(row) ?? ''}
                  selected={props.selectedKey === rowKey(row)}
                  chosen={boxes ? selection.has(rowKey(row)) : undefined}
                  columns={shown}
                  compact={cards ? props.compact : undefined}
                  template={template}
                  acts={acts}
                />
              );
            })}
          </div>
        </div>
        {footer}
      </div>
    </div>
  );
}

const templateOf = <R,>(columns: readonly Column<R>[], choosable: boolean) => ({
  gridTemplateColumns: [...(choosable ? ['24px'] : []), ...columns.map(({ track }) => track)].join(' '),
});

interface ChooseAllProps {
  selection: Selection;
  keys: () => string[];
  large?: boolean;
}

function ChooseAll({ selection, keys, large = false }: ChooseAllProps) {
  const covered = selection.size === 0 ? 'none' : selection.coverage(keys());
  return (
    <Checkbox
      checked={covered === 'all'}
      mixed={covered === 'some'}
      className={large ? 'size-11' : undefined}
      aria-label="Select all rows shown"
      onChange={() => selection.toggleAll(keys())}
    />
  );
}

function useHold(scroller: RefObject<HTMLElement | null>, onHold: ((held: boolean) => void) | undefined) {
  const hovered = useRef(false);
  const tell = (): void => onHold?.(hovered.current || (scroller.current?.scrollTop ?? 0) > 0);
  // A finger that has left the glass hovers no more, whatever the browser makes of it.
  const hover = (event: PointerEvent): void => {
    hovered.current = event.type === 'pointerenter' && event.pointerType === 'mouse';
    tell();
  };
  return { onScroll: tell, pointer: { onPointerEnter: hover, onPointerLeave: hover } };
}

function useEndInSight(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  count: number,
  onEnd: (() => void) | undefined,
): void {
  const last = virtualizer.getVirtualItems().at(-1)?.index ?? -1;
  const near = count > 0 && last >= count - 20;
  useEffect(() => {
    if (near) onEnd?.();
  }, [near, onEnd]);
}
