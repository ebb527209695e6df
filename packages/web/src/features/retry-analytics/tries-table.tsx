import type { ReactNode } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { GradeBadge } from './grade-badge.tsx';
import { type Tries } from './grade.ts';

interface TriesTableProps {
  title: string;
  header: string;
  rows: readonly (Tries & { name: string })[];
  /** Narrows the page to one. */
  link: (name: string) => ReactNode;
}

/** How retries did, by one thing; those with most that failed after retries first. */
export const TriesTable = ({ title, header, rows, link }: TriesTableProps) => (
  <Panel flush title={title}>
    {rows.length === 0 ? (
      <p className="px-4 py-3 text-muted">Nothing ended in this time.</p>
    ) : (
      <table className="w-full table-fixed">
        <thead>
          <tr className="h-8 border-b border-line text-label text-muted [&_th]:font-medium">
            <th className="px-4 text-start">{header}</th>
            <th className="w-20 text-end max-sm:hidden">First try</th>
            <th className="w-20 text-end max-sm:hidden">After retry</th>
            <th className="w-16 text-end">Failed</th>
            <th className="w-52 pr-4 text-end max-sm:w-44">Success after retry</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .toSorted((a, b) => b.failedAfterRetry - a.failedAfterRetry || b.failed - a.failed)
            .map((row) => (
              <tr key={row.name} className="h-9 border-b border-line last:border-b-0 hover:bg-hover">
                <td className="truncate px-4">{link(row.name)}</td>
                <td className="text-end max-sm:hidden">{formatCount(row.firstTry)}</td>
                <td className="text-end max-sm:hidden">{formatCount(row.afterRetry)}</td>
                <td className="text-end">{formatCount(row.failed)}</td>
                <td className="pr-4 text-end">
                  <GradeBadge tries={row} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    )}
  </Panel>
);
