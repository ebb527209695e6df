import { Link } from '@tanstack/react-router';
import { ConnectionBadge } from './connection-badge.tsx';
import { Mark } from './navigation.tsx';
import { SchedulerSwitch } from './scheduler-switch.tsx';
import { ThemeMenu } from './theme-menu.tsx';

/** What the sidebar's foot tells, on a phone. */
export const TopBar = () => (
  <header className="flex h-12 shrink-0 items-center border-b border-line bg-surface pr-1 pl-4">
    <Link to="/schedules" aria-label="Tutti" className="flex items-center gap-2 rounded-md">
      <Mark size={22} />
      <span className="text-emphasis font-semibold tracking-tight">Tutti</span>
    </Link>
    <div className="ml-auto flex items-center">
      <SchedulerSwitch narrow />
      <ConnectionBadge narrow />
      <ThemeMenu />
    </div>
  </header>
);
