import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { formatCapped, formatCount } from './format-number.ts';
import { useShortcut } from './shortcuts.ts';
import type { Selection } from './use-selection.ts';

interface BulkBarProps {
  selection: Selection;
  /** What the rows are: `['execution', 'executions']`. */
  noun: readonly [one: string, many: string];
  /** How many the filters match in all. */
  matching?: { count: number; capped: boolean } | undefined;
  onChooseAll?: () => void;
  choosing?: boolean;
  /** Told beside the count: what was chosen as a whole, and when. */
  scope?: ReactNode;
  /** The acts, as buttons. */
  children: ReactNode;
}

/** Stands below the rows while some are chosen: how many, of what, and what can be done with them. Escape lets go. */
export function BulkBar({ selection, noun, matching, onChooseAll, choosing, scope, children }: BulkBarProps) {
  useShortcut('close', selection.clear, selection.size > 0);
  if (selection.size === 0) return null;
  const more = matching && (matching.capped || matching.count > selection.size) && !selection.everything;
  return (
    <div
      role="toolbar"
      aria-label={`Selected ${noun[1]}`}
      className="panel-motion flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-raised px-4 py-2 lg:px-6"
    >
      <p role="status" className="font-medium whitespace-nowrap">
        {selection.everything ? `All ${formatCount(selection.size)} matching` : formatCount(selection.size)}{' '}
        <span className="max-sm:sr-only">{selection.size === 1 ? noun[0] : noun[1]}</span> selected
      </p>
      {scope ? <span className="text-muted">{scope}</span> : null}
      {more && onChooseAll && !scope ? (
        <Button look="ghost" size="sm" className="text-link" busy={choosing ?? false} onClick={onChooseAll}>
          Select all {formatCapped(matching.count, matching.capped)} matching
        </Button>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {children}
        {/* Cards have "Done" above them. */}
        <Button
          look="ghost"
          size="iconSm"
          aria-label="Clear the selection"
          onClick={selection.clear}
          className="max-sm:hidden"
        >
          <X />
        </Button>
      </div>
    </div>
  );
}
