import { memo, useState, type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { Checkbox } from './checkbox.tsx';
import { cn } from './cn.ts';
import type { Column } from './data-table-parts.tsx';

/** What rows call: one object for all of them that stays the same, so that no row is drawn again for its sake. */
export interface RowActs<R> {
  open: (row: R) => void;
  peek: ((row: R) => void) | undefined;
  toggle: (key: string, range: boolean) => void;
  name: ((row: R) => string) | undefined;
}

export interface TableRowProps<R> {
  row: R;
  rowId: string;
  index: number;
  top: number;
  height: number;
  version: string;
  selected: boolean;
  /** Among those that something will be done with; undefined where nothing can be chosen. */
  chosen: boolean | undefined;
  columns: readonly Column<R>[];
  /** Given, the row is drawn as a card. */
  compact: ((row: R) => ReactNode) | undefined;
  template: { gridTemplateColumns: string };
  acts: RefObject<RowActs<R>>;
}

const INTERACTIVE = 'a, button, input, select, label, [role="switch"], [role="menuitem"]';

function Row<R>(props: TableRowProps<R>) {
  const { row, rowId, index, top, height, version, selected, chosen, compact, template, acts } = props;
  const [drawnFirst] = useState(version);
  const open = (event: MouseEvent): void => {
    const elsewhere = event.metaKey || event.ctrlKey || (event.target as Element).closest(INTERACTIVE);
    if (!elsewhere && !getSelection()?.toString()) acts.current.open(row);
  };
  const peek = (event: KeyboardEvent): void => {
    const onLink = (event.target as Element).matches('[data-primary]');
    if (event.key !== ' ' || !acts.current.peek || !onLink) return;
    event.preventDefault();
    acts.current.peek(row);
  };
  // Where a finger chooses, the whole card is the box.
  const choose = (event: MouseEvent): void => {
    if (!compact || chosen === undefined || (event.target as Element).closest('input')) return;
    event.preventDefault();
    event.stopPropagation();
    acts.current.toggle(rowId, false);
  };
  return (
    <div
      role="row"
      data-row={rowId}
      onClickCapture={choose}
      aria-rowindex={index + 2}
      aria-current={selected || undefined}
      onClick={open}
      onKeyDown={peek}
      className={cn(
        'group/row absolute inset-x-0 cursor-default items-center gap-x-4 border-b border-line px-4 transition-colors duration-120 hover:bg-hover focus-within:bg-hover lg:px-6',
        compact ? 'flex' : 'grid',
        (selected || chosen) && 'bg-selected focus-within:bg-selected hover:bg-selected',
      )}
      style={{ ...(compact ? {} : template), height, transform: `translateY(${top}px)` }}
    >
      {version === drawnFirst ? null : (
        <span key={version} className="tint-once pointer-events-none absolute inset-0" />
      )}
      {compact ? (
        <>
          {chosen === undefined ? null : (
            <div role="cell" className="-my-px -ml-2.5 flex items-center">
              <RowBox row={row} rowId={rowId} chosen={chosen} acts={acts} className="size-11" />
            </div>
          )}
          <div role="cell" className="min-w-0 flex-1">
            {compact(row)}
          </div>
        </>
      ) : (
        <Cells {...props} />
      )}
    </div>
  );
}

function Cells<R>({ row, rowId, columns, chosen, acts }: TableRowProps<R>) {
  return (
    <>
      {chosen === undefined ? null : (
        <div role="cell" className="flex h-full items-center">
          <RowBox row={row} rowId={rowId} chosen={chosen} acts={acts} />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.key}
          role="cell"
          className={
            column.align === 'end'
              ? 'flex h-full min-w-0 items-center justify-end text-end'
              : 'flex h-full min-w-0 items-center'
          }
        >
          {column.cell(row)}
        </div>
      ))}
    </>
  );
}

interface RowBoxProps<R> extends Pick<TableRowProps<R>, 'row' | 'rowId' | 'acts'> {
  chosen: boolean;
  className?: string;
}

const RowBox = <R,>({ row, rowId, chosen, acts, className }: RowBoxProps<R>) => (
  <Checkbox
    checked={chosen}
    className={className}
    aria-label={`Select ${acts.current.name?.(row) ?? rowId}`}
    // The browser would select the text between two clicks with Shift.
    onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    onChange={({ nativeEvent }) =>
      acts.current.toggle(rowId, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
    }
  />
);

/** Drawn again only when something of it has changed: while hundreds arrive, most rows stay as they are. */
export const TableRow = memo(Row) as typeof Row;
