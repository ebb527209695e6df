import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useRef } from 'react';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { Group, Layout } from './layout.ts';
import type { Grouping } from './timeline-view.ts';

interface GroupNamesProps {
  layout: Layout;
  by: Grouping;
  width: number;
  onFold: (key: string, folded: boolean) => void;
}

/** The names beside the rows; of many only those in sight are there. */
export function GroupNames({ layout, by, width, onFold }: GroupNamesProps) {
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
        return group ? <GroupName key={key} group={group} by={by} onFold={onFold} /> : null;
      })}
    </div>
  );
}

function GroupName({ group, by, onFold }: { group: Group; by: Grouping } & Pick<GroupNamesProps, 'onFold'>) {
  return (
    <div
      role="listitem"
      className="absolute inset-x-0 border-b border-line py-1 pr-2 pl-2 lg:pl-4"
      style={{ top: group.top, height: group.height }}
    >
      <div className="sticky top-1 flex items-start gap-1">
        {group.laneCount > 1 ? (
          <FoldButton group={group} onFold={onFold} />
        ) : (
          <span className="size-6 shrink-0" />
        )}
        <span className="flex h-6 min-w-0 flex-1 items-center gap-2">
          <GroupLabel group={group} by={by} />
          <span
            className="ml-auto shrink-0 text-label text-faint max-sm:hidden"
            title={plural(group.count, 'execution')}
          >
            {formatCount(group.count)}
          </span>
        </span>
      </div>
    </div>
  );
}

/** Of a folded group it says what is in it; that line is part of the button. */
function FoldButton({ group, onFold }: { group: Group } & Pick<GroupNamesProps, 'onFold'>) {
  const lanes = plural(group.laneCount, 'lane');
  return (
    <button
      type="button"
      aria-expanded={!group.folded}
      aria-label={group.folded ? `Unfold ${lanes} of ${group.label}` : `Fold ${lanes} of ${group.label}`}
      onClick={() => onFold(group.key, !group.folded)}
      className="group/fold relative grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-hover hover:text-text [&_svg]:size-3.5"
    >
      {group.folded ? (
        <>
          <ChevronRight aria-hidden="true" />
          <span className="absolute top-6 left-7 flex h-5 items-center text-label whitespace-nowrap text-link group-hover/fold:underline max-sm:left-1">
            <span className="max-sm:hidden">Unfold&nbsp;</span>
            {lanes}
          </span>
        </>
      ) : (
        <ChevronDown aria-hidden="true" />
      )}
    </button>
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
