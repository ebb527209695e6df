import type { ComponentProps } from 'react';
import { DataTable } from './data-table.tsx';
import { useWidth } from './use-media.ts';

const HEADER = 32;
const ROW = 32;

interface FramedTableProps<R> extends ComponentProps<typeof DataTable<R>> {
  /** How high it may become before it scrolls itself. */
  most?: string;
}

/** A table within a page that scrolls as a whole: as high as its rows, and scrolling itself only when they are many. */
export function FramedTable<R>({ most = '72dvh', ...props }: FramedTableProps<R>) {
  const phone = useWidth() === 'phone';
  const height = phone ? props.rows.length * props.compactHeight : props.rows.length * ROW + HEADER;
  return (
    <div className="-mb-px flex min-h-0 flex-col" style={{ height: `min(${height}px, ${most})` }}>
      <DataTable<R> {...props} />
    </div>
  );
}
