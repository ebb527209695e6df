import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';
import type { Room } from './use-media.ts';

export interface Column<R> {
  key: string;
  header: ReactNode;
  /** A grid track: `120px`, `minmax(0, 1fr)`. */
  track: string;
  align?: 'end';
  /** Named for the server when the column can be sorted. */
  sort?: string;
  /** From which width on there is room for it. */
  from?: Exclude<Room, 'cards'>;
  cell: (row: R) => ReactNode;
}

export interface Sorting {
  by: string;
  order: 'asc' | 'desc';
  onSort: (by: string, order: 'asc' | 'desc') => void;
}

interface HeaderRowProps<R> {
  columns: readonly Column<R>[];
  template: { gridTemplateColumns: string };
  sorting: Sorting | undefined;
  /** Stands before the first column. */
  chooser: ReactNode;
}

export function HeaderRow<R>({ columns, template, sorting, chooser }: HeaderRowProps<R>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-surface">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center gap-x-4 border-b border-line px-4 text-label font-medium text-muted lg:px-6"
        style={template}
      >
        {chooser ? (
          <div role="columnheader" className="flex items-center">
            {chooser}
          </div>
        ) : null}
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

interface CardChooserProps {
  on: boolean;
  /** The box of all rows. */
  all: ReactNode;
  onBegin: () => void;
  onEnd: () => void;
}

/** Above the cards: the way to choose some of them, as there is no room for a box in each. */
export const CardChooser = ({ on, all, onBegin, onEnd }: CardChooserProps) => (
  <div
    className={cn(
      'flex h-11 items-center gap-1 border-b border-line bg-surface pr-2 pl-1.5',
      on && 'sticky top-0 z-10',
    )}
  >
    {on ? (
      <>
        {all}
        <span className="text-muted">All shown</span>
      </>
    ) : null}
    <Button look="ghost" className="ml-auto text-link" onClick={on ? onEnd : onBegin}>
      {on ? 'Done' : 'Select'}
    </Button>
  </div>
);

function sortState<R>(
  column: Column<R>,
  sorting: Sorting | undefined,
): 'ascending' | 'descending' | undefined {
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
