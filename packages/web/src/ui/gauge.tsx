import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { DASH } from './format-number.ts';
import { placeOnScale, reachedMark, type GaugeMark } from './gauge-mark.ts';
import { StatusIcon } from './status-icon.tsx';

interface GaugeProps {
  label: string;
  /** Null is no data: an empty scale and a dash. */
  value: number | null;
  max: number;
  marks?: readonly GaugeMark[];
  format: (value: number) => string;
  /** Scale and figure in one line, for rows. */
  compact?: boolean;
  note?: ReactNode;
}

/** A value on its scale, with the marks from which on it means something. What a mark means stands as a word. */
export function Gauge({ label, value, max, marks = [], format, compact = false, note }: GaugeProps) {
  const reached = reachedMark(value, marks);
  const text = value === null ? DASH : format(value);
  const scale = (
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value ?? 0}
      aria-valuetext={value === null ? 'no data' : reached ? `${text}, ${reached.words}` : text}
      className="relative block h-2 min-w-0 flex-1 rounded-full bg-line"
    >
      <Fill value={value} max={max} reached={reached} />
      {marks.map((mark) => (
        <span
          key={mark.at}
          title={`${format(mark.at)}: ${mark.words}`}
          className="absolute -inset-y-0.5 w-0.5 -translate-x-1/2 rounded-full bg-text"
          style={{ left: `${placeOnScale(mark.at, max)}%` }}
        />
      ))}
    </span>
  );
  if (compact)
    return (
      <span className="flex w-full min-w-0 items-center gap-2">
        {scale}
        <span className={cn('w-10 shrink-0 text-end', value === null && 'text-faint')}>{text}</span>
        {note ? <span className="shrink-0 text-label text-faint">{note}</span> : null}
      </span>
    );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-baseline gap-2 text-label">
        <span className="text-muted">{label}</span>
        <span className="font-medium whitespace-nowrap">{text}</span>
        {reached ? (
          <span className="flex items-center gap-1 self-center" style={{ color: `var(--${reached.kind})` }}>
            <StatusIcon kind={reached.kind} size={12} />
            {reached.words}
          </span>
        ) : null}
        {note ? <span className="ml-auto truncate text-faint">{note}</span> : null}
      </div>
      <span className="flex">{scale}</span>
    </div>
  );
}

interface FillProps {
  value: number | null;
  max: number;
  reached: GaugeMark | undefined;
}

/** Red is hatched and light yellow outlined, so that neither depends on its colour. */
function Fill({ value, max, reached }: FillProps) {
  if (value === null) return null;
  const kind = reached?.kind ?? 'ready';
  return (
    <span
      className={cn(
        'absolute inset-y-0 left-0 rounded-full',
        kind === 'failed' && 'hatched',
        kind === 'running' && 'border border-running',
      )}
      style={{ width: `${placeOnScale(value, max)}%`, backgroundColor: `var(--${kind}-fill)` }}
    />
  );
}
