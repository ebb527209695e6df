import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { Mark } from './navigation.tsx';
import { SchedulerSwitch } from './scheduler-switch.tsx';

/** What the head and the foot of the sidebar tell, on a phone. */
export const TopBar = ({ onPalette }: { onPalette: () => void }) => (
  <header className="flex h-12 shrink-0 items-center border-b border-line bg-surface pr-1 pl-4">
    <Link to="/" aria-label="Tutti" className="flex items-center gap-2 rounded-md">
      <Mark size={22} />
      <span className="text-emphasis font-semibold tracking-tight">Tutti</span>
    </Link>
    <div className="ml-auto flex items-center">
      <SchedulerSwitch narrow />
      <ConnectionBadge narrow />
      <Button
        look="ghost"
        size="icon"
        aria-label="Search and commands"
        icon={<Search />}
        onClick={onPalette}
        className="w-10"
      />
    </div>
  </header>
);
