import { Link } from '@tanstack/react-router';
import { Keyboard, LogOut, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignOut } from '../features/access/me.ts';
import { Key } from '../ui/chip.tsx';
import { cn } from '../ui/cn.ts';
import { Hint } from '../ui/hint.tsx';
import { isMac } from '../ui/platform.ts';
import { useWidth } from '../ui/use-media.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { keysOf, Mark, PAGE_GROUPS, PAGES, type Page } from './navigation.tsx';
import { NoticeMenu } from './notices/notice-menu.tsx';
import { SchedulerSwitch } from './scheduler-switch.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { ZoneMenu } from './zone-menu.tsx';

interface SidebarProps {
  onPalette: () => void;
  onShortcuts: () => void;
}

/** 224 px, or 56 px where room is short; the words then move into hints. */
export function Sidebar({ onPalette, onShortcuts }: SidebarProps) {
  const width = useWidth();
  const narrow = width === 'md';
  const leave = useSignOut();
  return (
    <aside className={cn('flex shrink-0 flex-col border-r border-line bg-surface', narrow ? 'w-14' : 'w-56')}>
      <div className={cn('flex h-14 items-center gap-2.5', narrow ? 'justify-center' : 'px-4')}>
        <Link to="/" aria-label="Tutti" className="flex items-center gap-2.5 rounded-md">
          <Mark />
          {narrow ? null : <span className="text-section font-semibold tracking-tight">Tutti</span>}
        </Link>
      </div>
      <div className={cn('pb-2', narrow ? 'px-2' : 'px-3')}>
        <SideButton
          narrow={narrow}
          label="Search and commands"
          short="Search"
          icon={<Search />}
          keys={isMac() ? '⌘ K' : 'Ctrl K'}
          framed
          onClick={onPalette}
        />
      </div>
      <nav
        aria-label="Pages"
        className={cn('flex min-h-0 flex-1 flex-col overflow-y-auto pb-2', narrow ? 'px-2' : 'px-3')}
      >
        {PAGE_GROUPS.map((group) => (
          <NavGroup key={group} group={group} narrow={narrow} />
        ))}
      </nav>
      <div
        className={cn(
          'flex flex-col gap-0.5 border-t border-line py-2',
          narrow ? 'items-center px-2' : 'px-3',
        )}
      >
        <SchedulerSwitch narrow={narrow} />
        <ConnectionBadge narrow={narrow} />
        <div className={cn('flex', narrow ? 'flex-col' : 'mt-1')}>
          <ThemeMenu />
          <ZoneMenu />
          <NoticeMenu />
          <Hint content="Keyboard shortcuts (?)" side="right">
            <button
              type="button"
              aria-label="Keyboard shortcuts"
              onClick={onShortcuts}
              className="tap grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-4 [&_svg]:stroke-[1.5]"
            >
              <Keyboard />
            </button>
          </Hint>
          {leave ? (
            <Hint content={`Sign out (${leave.name})`} side="right">
              <button
                type="button"
                aria-label="Sign out"
                onClick={leave.signOut}
                className="tap grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-text [&_svg]:size-4 [&_svg]:stroke-[1.5]"
              >
                <LogOut />
              </button>
            </Hint>
          ) : null}
        </div>
      </div>
    </aside>
  );
}

function NavGroup({ group, narrow }: { group: string; narrow: boolean }) {
  const pages = PAGES.filter((page) => page.group === group);
  if (pages.length === 0) return null;
  return (
    <div
      role="group"
      aria-label={group}
      className="flex flex-col gap-0.5 border-line not-first:mt-1.5 not-first:border-t not-first:pt-1.5"
    >
      {pages.map((page) => (
        <NavLink key={page.to} page={page} narrow={narrow} />
      ))}
    </div>
  );
}

function NavLink({ page, narrow }: { page: Page; narrow: boolean }) {
  const { to, label, icon: Icon } = page;
  const keys = keysOf(page);
  const link = (
    <Link
      to={to}
      aria-label={narrow ? label : undefined}
      activeOptions={{ includeSearch: false }}
      className={cn(
        'group flex h-8 items-center gap-2.5 rounded-md text-muted transition-colors duration-120 hover:bg-hover hover:text-text data-[status=active]:bg-selected data-[status=active]:font-medium data-[status=active]:text-text pointer-coarse:h-11',
        // Beside a narrow bar all pages fit a screen of 900 px.
        narrow ? 'h-7 w-10 justify-center' : 'px-2.5',
      )}
    >
      <Icon className="size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
      {narrow ? null : label}
      {narrow ? null : (
        <span className="ml-auto text-label text-faint opacity-0 group-hover:opacity-100">{keys}</span>
      )}
    </Link>
  );
  return narrow ? (
    <Hint content={`${label} (${keys})`} side="right">
      {link}
    </Hint>
  ) : (
    link
  );
}

interface SideButtonProps {
  narrow: boolean;
  label: string;
  short: string;
  icon: ReactNode;
  keys: string;
  framed: boolean;
  onClick: () => void;
}

function SideButton({ narrow, label, short, icon, keys, onClick }: SideButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className={cn(
        'flex h-8 items-center gap-2 rounded-md border border-control bg-bg text-muted transition-colors duration-120 hover:text-text pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:stroke-[1.5]',
        narrow ? 'w-10 justify-center' : 'w-full px-2.5',
      )}
    >
      {icon}
      {narrow ? null : (
        <>
          {short}
          <span className="ml-auto">
            <Key>{keys}</Key>
          </span>
        </>
      )}
    </button>
  );
  return narrow ? (
    <Hint content={`${label} (${keys})`} side="right">
      {button}
    </Hint>
  ) : (
    button
  );
}
