import type { ErrorCounts } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../ui/format-number.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { tabLook, tabsLook } from '../recovery/tab-look.ts';
import { OPEN_STATUSES, TABS, tabOf, type ErrorFilters, type Tab } from './error-filters.ts';
import { STATUS_WORDS, tabWord } from './error-words.ts';

interface ErrorTabsProps {
  filters: ErrorFilters;
  counts: ErrorCounts | undefined;
}

/** States with how many there are of each, under the filters in force. */
export function ErrorTabs({ filters, counts }: ErrorTabsProps) {
  const chosen = tabOf(filters);
  return (
    <nav aria-label="Recovery status" className={tabsLook}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          from="/errors"
          to="/errors"
          search={(old) => ({ ...old, peek: undefined, status: tab === 'open' ? undefined : tab })}
          aria-current={tab === chosen ? 'true' : undefined}
          className={tabLook(tab === chosen)}
        >
          {tab === 'open' || tab === 'all' ? null : <StatusIcon kind={STATUS_WORDS[tab].kind} size={14} />}
          {tabWord(tab)}
          {counts ? <span className="text-label text-faint">{formatCount(countOf(tab, counts))}</span> : null}
        </Link>
      ))}
    </nav>
  );
}

export function countOf(tab: Tab, { byStatus }: ErrorCounts): number {
  if (tab !== 'open' && tab !== 'all') return byStatus[tab];
  const counted = tab === 'open' ? OPEN_STATUSES.map((status) => byStatus[status]) : Object.values(byStatus);
  return counted.reduce((sum, count) => sum + count, 0);
}
