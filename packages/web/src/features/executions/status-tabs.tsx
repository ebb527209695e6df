import type { ExecutionCounts, ExecutionStatus } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { cn } from '../../ui/cn.ts';
import { formatCapped } from '../../ui/format-number.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { shownStatus, statusWord } from './execution-status.ts';

/** The statuses as an operator meets them: what goes on first, then what came of it. */
const ORDER = [
  'running',
  'pending',
  'failed',
  'timeout',
  'completed',
  'cancelled',
  'skipped',
  'paused',
] as const satisfies readonly ExecutionStatus[];

interface StatusTabsProps {
  chosen: readonly ExecutionStatus[] | undefined;
  counts: ExecutionCounts | undefined;
}

/** Links, so that each opens in a tab of its own and the address holds the choice. */
export function StatusTabs({ chosen, counts }: StatusTabsProps) {
  return (
    <nav
      aria-label="Status"
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 [scrollbar-width:none] lg:px-4"
    >
      <Tab status={undefined} current={chosen === undefined} count={undefined} />
      {ORDER.filter(
        (status) => status !== 'paused' || (counts?.paused.count ?? 0) > 0 || chosen?.includes(status),
      ).map((status) => (
        <Tab
          key={status}
          status={status}
          current={chosen?.includes(status) ?? false}
          count={countText(counts?.[status])}
        />
      ))}
    </nav>
  );
}

/** A search that has found none yet says nothing: "0+" would read like a count. */
const countText = (counted: ExecutionCounts[ExecutionStatus] | undefined): string | undefined =>
  !counted || (counted.capped && counted.count === 0)
    ? undefined
    : formatCapped(counted.count, counted.capped);

interface TabProps {
  status: ExecutionStatus | undefined;
  current: boolean;
  count: string | undefined;
}

function Tab({ status, current, count }: TabProps) {
  return (
    <Link
      from="/executions"
      to="/executions"
      search={(old) => ({ ...old, status: status && [status], peek: undefined })}
      aria-current={current ? 'true' : undefined}
      className={cn(
        'relative flex h-9 shrink-0 items-center gap-1.5 rounded-sm px-2 whitespace-nowrap text-muted transition-colors duration-120 -outline-offset-2 hover:text-text pointer-coarse:h-11',
        current &&
          'font-medium text-text after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-link',
      )}
    >
      {status ? <StatusIcon kind={shownStatus({ status }).kind} size={14} /> : null}
      {status ? statusWord(status) : 'All'}
      {count === undefined ? null : <span className="text-label text-faint">{count}</span>}
    </Link>
  );
}
