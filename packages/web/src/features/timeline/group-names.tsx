import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useRef } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import type { Group, Layout } from './layout.ts';
import type { Grouping } from './timeline-view.ts';

interface GroupNamesProps {
  layout: Layout;
  by: Grouping;
  width: number;
  onToggle: (key: string) => void;
}

/** The names beside the rows; of many only those in sight are there. */
export function GroupNames({ layout, by, width, onToggle }: GroupNamesProps) {
  const own = useRef<HTMLDivElement>(null);
  const { groups } = layout;
  const virtualizer = useVirtualizer({
    count: groups.length,
    getScrollElement: () => own.current?.parentElement?.parentElement ?? null,
    estimateSize: (index) => groups[index]?.height ?? 32,
    getItemKey: (index) => `${groups[index]?.key ?? index} ${groups[index]?.height ?? 0}`,
    overscan: 6,
  });
  return (
    <div
      ref={own}
      role="list"
      aria-label={`Rows: one for each ${by}`}
      className="absolute inset-y-0 left-0 border-r border-line"
      style={{ width }}
    >
      {virtualizer.getVirtualItems().map(({ index, key }) => {
        const group = groups[index];
        return group ? <GroupName key={key} group={group} by={by} onToggle={onToggle} /> : null;
      })}
    </div>
  );
}

function GroupName({ group, by, onToggle }: { group: Group; by: Grouping; onToggle: (key: string) => void }) {
  const folds = group.lanes.length > 1 || group.collapsed;
  return (
    <div
      role="listitem"
      className="absolute inset-x-0 flex items-start gap-1 border-b border-line py-1 pr-2 pl-2 lg:pl-4"
      style={{ top: group.top, height: group.height }}
    >
      {folds ? (
        <button
          type="button"
          aria-expanded={!group.collapsed}
          aria-label={group.collapsed ? `Unfold ${group.label}` : `Fold ${group.label} into one lane`}
          onClick={() => onToggle(group.key)}
          className="grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover hover:text-text [&_svg]:size-3.5"
        >
          {group.collapsed ? <ChevronRight aria-hidden="true" /> : <ChevronDown aria-hidden="true" />}
        </button>
      ) : (
        <span className="size-6 shrink-0" />
      )}
      <span className="sticky top-1 flex h-6 min-w-0 flex-1 items-center gap-2">
        <GroupLabel group={group} by={by} />
        <span className="ml-auto shrink-0 text-label text-faint max-sm:hidden">
          {formatCount(group.count)}
        </span>
      </span>
    </div>
  );
}

function GroupLabel({ group, by }: { group: Group; by: Grouping }) {
  const look = 'min-w-0 truncate rounded-sm font-medium';
  if (by === 'schedule' && group.scheduleId !== undefined) {
    return (
      <Link
        to="/schedules/$id"
        params={{ id: String(group.scheduleId) }}
        className={`${look} hover:underline`}
        title={group.label}
      >
        {group.label}
      </Link>
    );
  }
  return (
    <span className={look} title={group.label}>
      {group.label}
    </span>
  );
}
