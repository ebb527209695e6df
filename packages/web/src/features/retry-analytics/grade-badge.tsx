import { formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { gradeOf, type Tries } from './grade.ts';

/** `94.0 % Yellow n = 100`: the share never stands without what it is of. */
export function GradeBadge({ tries }: { tries: Pick<Tries, 'afterRetry' | 'failedAfterRetry'> }) {
  const { kind, word, share, n } = gradeOf(tries);
  if (n === 0) return <span className="text-faint">never tried again</span>;
  return (
    <span className="inline-flex items-center gap-2">
      <span className="text-label text-faint">n = {formatCount(n)}</span>
      <StatusBadge kind={kind} word={`${share} ${word}`} />
    </span>
  );
}
