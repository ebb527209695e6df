import { DASH } from '../format-number.ts';
import { timeWords, type ChartData } from './chart-data.ts';

interface ChartTableProps extends ChartData {
  label: string;
  format: (value: number) => string;
  zone: string;
}

/** The numbers of a chart, the newest first. */
export function ChartTable({ label, times, bucketMs, series, format, zone }: ChartTableProps) {
  const now = Date.now();
  const rows = times.map((at, index) => ({ at, index })).reverse();
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={`${label}, as a table`}
      className="h-full overflow-auto rounded-md border border-line -outline-offset-2"
    >
      <table className="w-full text-label">
        <thead className="sticky top-0 bg-surface text-muted">
          <tr>
            <th className="border-b border-line px-2 py-1 text-start font-medium">Time</th>
            {series.map((one) => (
              <th key={one.label} className="border-b border-line px-2 py-1 text-end font-medium">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, index }) => (
            <tr key={at} className="border-b border-line last:border-0">
              <th scope="row" className="px-2 py-1 text-start font-normal whitespace-nowrap">
                {timeWords(at, bucketMs, zone, now)}
              </th>
              {series.map((one) => {
                const value = one.values[index];
                return (
                  <td key={one.label} className="px-2 py-1 text-end">
                    {value == null ? DASH : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
