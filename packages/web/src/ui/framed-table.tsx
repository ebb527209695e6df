import type { ComponentProps } from 'react';
import { DataTable } from './data-table.tsx';
import { useWidth } from './use-media.ts';

const HEADER = 32;
const ROW = 32;

/** A table within a page that scrolls as a whole: as high as its rows, and scrolling itself only when they are many. */
export function FramedTable<R>(props: ComponentProps<typeof DataTable<R>>) {
  const phone = useWidth() === 'phone';
  const height = phone ? props.rows.length * props.compactHeight : props.rows.length * ROW + HEADER;
  return (
    <div className="-mb-px flex min-h-0 flex-col" style={{ height: `min(${height}px, 72dvh)` }}>
      <DataTable<R> {...props} />
    </div>
  );
}
