import type { RetryMetrics } from '@tutti/contract';
import { formatCount, formatPercent } from '../../ui/format-number.ts';
import { barWidth } from './grade.ts';

/** How many attempts it took: completed ones plain, failed ones hatched, so that no colour is needed. */
export function AttemptsDistribution({ attempts }: { attempts: RetryMetrics['attempts'] }) {
  const most = Math.max(0, ...attempts.map(({ completed, failed }) => completed + failed));
  const all = attempts.reduce((sum, { completed, failed }) => sum + completed + failed, 0);
  if (all === 0) return <p className="text-muted">Nothing ended in this time.</p>;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap gap-x-4 text-label text-muted">
        <span>executions by the attempts they took, n = {formatCount(all)}</span>
        <Legend kind="completed" word="Completed" />
        <Legend kind="failed" word="Failed" />
      </p>
      <table className="w-full table-fixed">
        <colgroup>
          <col className="w-20" />
          <col />
          <col className="w-16" />
          <col className="w-24" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th>Attempts</th>
            <th>Share</th>
            <th>Completed</th>
            <th>Failed</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ attempts: number, completed, failed }) => (
            <tr key={number} className="h-7">
              <th scope="row" className="w-20 text-start font-normal whitespace-nowrap text-muted">
                {number === 1 ? '1 attempt' : `${number} attempts`}
              </th>
              <td>
                <span className="flex h-3.5 gap-px" title={formatPercent(completed + failed, all)}>
                  <Bar kind="completed" width={barWidth(completed, most)} />
                  <Bar kind="failed" width={barWidth(failed, most)} />
                </span>
              </td>
              <td className="w-16 text-end">{formatCount(completed)}</td>
              <td className="w-24 text-end text-failed">
                {failed > 0 ? `${formatCount(failed)} failed` : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BarProps {
  kind: 'completed' | 'failed';
  width: number;
}

const Bar = ({ kind, width }: BarProps) =>
  width === 0 ? null : (
    <span
      className={kind === 'failed' ? 'hatched rounded-sm' : 'rounded-sm'}
      style={{ width: `${width}%`, backgroundColor: `var(--${kind}-fill)` }}
    />
  );

const Legend = ({ kind, word }: { kind: BarProps['kind']; word: string }) => (
  <span className="inline-flex items-center gap-1.5">
    <span
      className={kind === 'failed' ? 'hatched size-2.5 rounded-sm' : 'size-2.5 rounded-sm'}
      style={{ backgroundColor: `var(--${kind}-fill)` }}
    />
    {word}
  </span>
);
