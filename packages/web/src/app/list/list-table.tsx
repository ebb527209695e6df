import { ArrowUp } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useStale } from '../stale.tsx';
import type { ListRows } from './list-rows.ts';

type TableProps<R> = ComponentProps<typeof DataTable<R>>;

interface ListTableProps<R> extends Omit<
  TableProps<R>,
  'rows' | 'onEnd' | 'onHold' | 'dimmed' | 'overlay' | 'label'
> {
  /** Also what a message calls them: `Errors`. */
  label: string;
  list: ListRows<R>;
  /** In the place of the rows when there are none. */
  empty: ReactNode;
  /** Below the rows: what can be done with the chosen ones. */
  bulk?: ReactNode;
}

/** The rows of a page, or what stands in their place: that they are read, could not be read, or that there are none. */
export function ListTable<R>({ label, list, empty, bulk, ...table }: ListTableProps<R>) {
  const { rows, query, waiting, onEnd, onHold } = list;
  const stale = useStale();
  const waited = useWaited(query.isPending);
  const error = query.error && (
    <ErrorPanel
      error={query.error}
      what={rows.length === 0 ? `${label} could not be read` : `${label} could not be brought up to date`}
      onRetry={() => void query.refetch()}
    />
  );
  if (error && rows.length === 0) return error;
  if (query.isPending) return waited ? <SkeletonRows rows={12} /> : null;
  if (rows.length === 0) return empty;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      {stale ? null : error}
      <DataTable<R>
        {...table}
        label={label}
        rows={rows}
        dimmed={stale || (query.isPlaceholderData ?? false)}
        overlay={waiting ? <Waiting {...waiting} /> : null}
        {...(onEnd && { onEnd })}
        {...(onHold && { onHold })}
      />
      {bulk}
    </div>
  );
}

/** The order stands still while someone reads; this lets the new rows in. */
const Waiting = ({ words, show }: { words: string; show: () => void }) => (
  <div className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
    <button
      type="button"
      onClick={show}
      className="panel-motion tap pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-button px-3 text-label font-medium text-white shadow-raised"
    >
      <ArrowUp className="size-3.5" aria-hidden="true" />
      {words}
    </button>
  </div>
);
