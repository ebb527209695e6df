import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type PointerEvent, type ReactNode, type RefObject } from 'react';
import { cn } from './cn.ts';
import { Checkbox } from './checkbox.tsx';
import { BodyRow, HeaderRow, type Column, type Sorting } from './data-table-parts.tsx';
import { useRememberedRows } from './sibling-buttons.tsx';
import { useListKeys } from './use-list-keys.ts';
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
  const keys = (): string[] => rows.map(rowKey);
  const { selection } = props;
  const shown = [
    ...(selection ? [selectColumn(props, selection, keys)] : []),
    ...columns.filter((column) => ORDER[column.from ?? 'sm'] <= ORDER[room]),
  ];
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (cards ? compactHeight : ROW_HEIGHT),
    getItemKey: (index) => rowKey(rows[index] as R),
    overscan: 16,
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
  const template = { gridTemplateColumns: shown.map((column) => column.track).join(' ') };
  const hold = useHold(scroller, props.onHold);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...hold.pointer}>
      {props.overlay}
      <div
        ref={scroller}
        onScroll={hold.onScroll}
        className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain"
      >
        <div
          role="table"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          className={cn(dimmed && 'fade-stale')}
        >
          {cards ? null : <HeaderRow columns={shown} template={template} sorting={props.sorting} />}
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const row = rows[item.index] as R;
              return (
                <BodyRow
                  key={item.key}
                  rowId={rowKey(row)}
                  index={item.index}
                  top={item.start}
                  height={item.size}
                  version={props.rowVersion?.(row) ?? ''}
                  selected={props.selectedKey === rowKey(row)}
                  chosen={selection?.has(rowKey(row)) ?? false}
                  onOpen={() => props.onOpen(row)}
                  onPeek={props.onPeek && (() => props.onPeek?.(row))}
                  style={cards ? undefined : template}
                >
                  {cards ? (
                    <div role="cell" className="min-w-0 flex-1">
                      {props.compact(row)}
                    </div>
                  ) : (
                    shown.map((column) => (
                      <div
                        key={column.key}
                        role="cell"
                        className={cn(
                          'flex h-full min-w-0 items-center',
                          column.align === 'end' && 'justify-end text-end',
                        )}
                      >
                        {column.cell(row)}
                      </div>
                    ))
                  )}
                </BodyRow>
              );
            })}
          </div>
        </div>
        {footer}
      </div>
    </div>
  );
}

function selectColumn<R>(
  { rowKey, rowName }: DataTableProps<R>,
  selection: Selection,
  keys: () => string[],
): Column<R> {
  const covered = selection.size === 0 ? 'none' : selection.coverage(keys());
  return {
    key: 'select',
    track: '24px',
    header: (
      <Checkbox
        checked={covered === 'all'}
        mixed={covered === 'some'}
        aria-label="Select all rows shown"
        onChange={() => selection.toggleAll(keys())}
      />
    ),
    cell: (row) => (
      <Checkbox
        checked={selection.has(rowKey(row))}
        aria-label={`Select ${rowName?.(row) ?? rowKey(row)}`}
        onChange={({ nativeEvent }) =>
          selection.toggle(rowKey(row), keys(), 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
        }
      />
    ),
  };
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
