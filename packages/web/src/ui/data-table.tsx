import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { cn } from './cn.ts';
import { useListKeys } from './use-list-keys.ts';
import { useWidth, type Width } from './use-media.ts';

export interface Column<R> {
  key: string;
  header: ReactNode;
  /** A grid track: `120px`, `minmax(0, 1fr)`. */
  track: string;
  align?: 'end';
  /** Named for the server when the column can be sorted. */
  sort?: string;
  /** From which width on there is room for it. */
  from?: Exclude<Width, 'phone'>;
  cell: (row: R) => ReactNode;
}

export interface Sorting {
  by: string;
  order: 'asc' | 'desc';
  onSort: (by: string, order: 'asc' | 'desc') => void;
}

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
  dimmed?: boolean;
  /** Hovered or scrolled: rows must not move under whoever reads them. */
  onHold?: (held: boolean) => void;
  /** What, when it changes, makes the row light up once. */
  rowVersion?: (row: R) => string;
}

const ORDER = { phone: 0, md: 1, lg: 2, xl: 3 } as const;
const ROW_HEIGHT = 32;

/**
 * A virtualised table: sticky header, rows of 32 px, cards on phones. The primary link of a row (`data-primary`) is what
 * the keyboard moves along; a click anywhere else in the row follows it too.
 */
export function DataTable<R>(props: DataTableProps<R>) {
  const { rows, rowKey, columns, compactHeight, dimmed, footer, label } = props;
  const width = useWidth();
  const scroller = useRef<HTMLDivElement>(null);
  const cards = width === 'phone';
  const shown = columns.filter((column) => ORDER[column.from ?? 'md'] <= ORDER[width]);
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
  useListKeys({ scroller, keys: () => rows.map(rowKey), scrollTo: (index) => virtualizer.scrollToIndex(index) });
  useEndInSight(virtualizer, rows.length, props.onEnd);
  const template = { gridTemplateColumns: shown.map((column) => column.track).join(' ') };
  return (
    <div
      ref={scroller}
      className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain"
      {...useHold(scroller, props.onHold)}
    >
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1} className={cn(dimmed && 'fade-stale')}>
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
                      className={cn('flex h-full min-w-0 items-center', column.align === 'end' && 'justify-end text-end')}
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
  );
}

function useHold(scroller: RefObject<HTMLElement | null>, onHold: ((held: boolean) => void) | undefined) {
  const hovered = useRef(false);
  const tell = (): void => onHold?.(hovered.current || (scroller.current?.scrollTop ?? 0) > 0);
  const hover = (on: boolean) => (): void => {
    hovered.current = on;
    tell();
  };
  return onHold ? { onMouseEnter: hover(true), onMouseLeave: hover(false), onScroll: tell } : {};
}

function useEndInSight(virtualizer: Virtualizer<HTMLDivElement, Element>, count: number, onEnd: (() => void) | undefined): void {
  const last = virtualizer.getVirtualItems().at(-1)?.index ?? -1;
  const near = count > 0 && last >= count - 20;
  useEffect(() => {
    if (near) onEnd?.();
  }, [near, onEnd]);
}

interface HeaderRowProps<R> {
  columns: readonly Column<R>[];
  template: { gridTemplateColumns: string };
  sorting: Sorting | undefined;
}

function HeaderRow<R>({ columns, template, sorting }: HeaderRowProps<R>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-surface">
      <div role="row" aria-rowindex={1} className="grid h-8 items-center gap-x-4 border-b border-line px-4 text-label font-medium text-muted lg:px-6" style={template}>
        {columns.map((column) => (
          <div
            key={column.key}
            role="columnheader"
            aria-sort={sortState(column, sorting)}
            className={cn('flex min-w-0 items-center', column.align === 'end' && 'justify-end')}
          >
            {column.sort && sorting ? <SortButton column={column} sorting={sorting} /> : column.header}
          </div>
        ))}
      </div>
    </div>
  );
}

function sortState<R>(column: Column<R>, sorting: Sorting | undefined): 'ascending' | 'descending' | undefined {
  if (!column.sort || sorting?.by !== column.sort) return undefined;
  return sorting.order === 'asc' ? 'ascending' : 'descending';
}

function SortButton<R>({ column, sorting }: { column: Column<R>; sorting: Sorting }) {
  const active = sorting.by === column.sort;
  const next = active && sorting.order === 'asc' ? 'desc' : 'asc';
  const Arrow = sorting.order === 'asc' ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => sorting.onSort(column.sort ?? '', next)}
      className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:bg-hover hover:text-text"
    >
      {column.header}
      <Arrow aria-hidden="true" className={cn('size-3', active ? 'text-text' : 'opacity-0')} />
    </button>
  );
}

interface BodyRowProps {
  rowId: string;
  index: number;
  top: number;
  height: number;
  version: string;
  selected: boolean;
  onOpen: () => void;
  onPeek: (() => void) | undefined;
  style: { gridTemplateColumns: string } | undefined;
  children: ReactNode;
}

const INTERACTIVE = 'a, button, input, select, label, [role="switch"], [role="menuitem"]';

function BodyRow({ rowId, index, top, height, version, selected, onOpen, onPeek, style, children }: BodyRowProps) {
  const [drawnFirst] = useState(version);
  return (
    <div
      role="row"
      data-row={rowId}
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      onClick={(event) => {
        if ((event.target as Element).closest(INTERACTIVE) || getSelection()?.toString()) return;
        onOpen();
      }}
      onKeyDown={(event) => {
        const onLink = (event.target as Element).matches('[data-primary]');
        if (event.key !== ' ' || !onPeek || !onLink) return;
        event.preventDefault();
        onPeek();
      }}
      className={cn(
        'group/row absolute inset-x-0 cursor-default items-center gap-x-4 border-b border-line px-4 transition-colors duration-120 hover:bg-hover focus-within:bg-hover lg:px-6',
        style ? 'grid' : 'flex',
        selected && 'bg-selected hover:bg-selected',
      )}
      style={{ ...style, height, transform: `translateY(${top}px)` }}
    >
      {version === drawnFirst ? null : <span key={version} className="tint-once pointer-events-none absolute inset-0" />}
      {children}
    </div>
  );
}
