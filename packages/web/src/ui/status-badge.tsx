import { cn } from './cn.ts';
import { StatusIcon, type StatusKind } from './status-icon.tsx';

interface StatusBadgeProps {
  kind: StatusKind;
  word: string;
  /** Without the tinted ground, where a table already frames it. */
  plain?: boolean;
  className?: string;
}

/** Icon, word and colour: no status is told by colour alone. */
export function StatusBadge({ kind, word, plain = false, className }: StatusBadgeProps) {
  return (
    <span
      data-status={kind}
      className={cn(
        'inline-flex h-6 max-w-full items-center gap-1.5 rounded-sm text-label font-medium whitespace-nowrap',
        !plain && 'px-2',
        className,
      )}
      style={{
        color: `var(--${kind})`,
        background: plain ? undefined : `color-mix(in oklab, var(--${kind}) 10%, transparent)`,
      }}
    >
      <StatusIcon kind={kind} />
      <span className="truncate">{word}</span>
    </span>
  );
}
