import type { CSSProperties, ReactElement } from 'react';
import { cn } from './cn.ts';

export const STATUS_KINDS = [
  'pending',
  'ready',
  'running',
  'completed',
  'failed',
  'paused',
  'skipped',
  'cancelled',
  'timeout',
  'retrying',
  'blocked',
] as const;
export type StatusKind = (typeof STATUS_KINDS)[number];

/** Cut out of a filled silhouette. */
const hole = {
  fill: 'none',
  stroke: 'var(--hole)',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** One silhouette for each status, told apart without colour. */
const SILHOUETTES: Record<StatusKind, ReactElement> = {
  pending: <circle cx="8" cy="8" r="5.75" strokeDasharray="2.5 2.02" strokeLinecap="butt" />,
  ready: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <circle cx="8" cy="8" r="2.25" fill="currentColor" stroke="none" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" fill="var(--half, currentColor)" />
    </>
  ),
  completed: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
      <path d="m5 8.3 2.1 2.1 3.9-4.6" {...hole} />
    </>
  ),
  failed: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" stroke="none" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" {...hole} />
    </>
  ),
  paused: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="2" fill="currentColor" stroke="none" />
      <path d="M6.2 5.5v5M9.8 5.5v5" {...hole} />
    </>
  ),
  skipped: <path d="m3.5 4 4 4-4 4M8.5 4l4 4-4 4" />,
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="m4 12 8-8" />
    </>
  ),
  timeout: (
    <>
      <path d="M4 2h8M4 14h8M5 2v2.6c0 1.5 3 2.4 3 3.4s-3 1.9-3 3.4V14M11 2v2.6c0 1.5-3 2.4-3 3.4s3 1.9 3 3.4V14" />
      <path d="M5.8 13.4c0-1.4 1-1.9 2.2-2.6 1.2.7 2.2 1.2 2.2 2.6z" fill="currentColor" stroke="none" />
    </>
  ),
  blocked: (
    <>
      <rect x="2.75" y="7" width="10.5" height="7" rx="1.5" fill="currentColor" stroke="none" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2" />
      <path d="M8 9.6v1.8" {...hole} />
    </>
  ),
  retrying: <path d="M13.2 8A5.2 5.2 0 1 1 11.6 4.2M12.2 1.6v3h-3" />,
};

interface StatusIconProps {
  kind: StatusKind;
  /** In a strip of results the fill colour of the status is used instead of the one for text. */
  filled?: boolean;
  size?: number;
  className?: string;
}

/** Light yellow on white fades away: as a fill it keeps the darker colour of its text as an outline. */
const fillOf = (kind: StatusKind): CSSProperties =>
  kind === 'running'
    ? ({ color: 'var(--running)', '--half': 'var(--running-fill)' } as CSSProperties)
    : { color: `var(--${kind}-fill)` };

/** The silhouette of a status. */
export function StatusIcon({ kind, filled = false, size = 16, className }: StatusIconProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cn('shrink-0', className)}
      style={filled ? fillOf(kind) : { color: `var(--${kind})` }}
    >
      {SILHOUETTES[kind]}
    </svg>
  );
}
