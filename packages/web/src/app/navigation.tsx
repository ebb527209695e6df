import { CalendarClock, ListChecks } from 'lucide-react';

/** The pages there are. */
export const PAGES = [
  { to: '/schedules', label: 'Schedules', icon: CalendarClock, keys: 'g s' },
  { to: '/executions', label: 'Executions', icon: ListChecks, keys: 'g e' },
] as const;

export const Mark = ({ size = 24 }: { size?: number }) => (
  <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
    <rect width="32" height="32" rx="8" fill="var(--button)" />
    <path d="M8 12v8M13.3 8v16M18.7 11v10M24 14v4" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
  </svg>
);
