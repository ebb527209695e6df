import { Link } from '@tanstack/react-router';
import { LogOut, MonitorDown, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useSignOut } from '../features/access/me.ts';
import { Button } from '../ui/button.tsx';
import { PAGE_GROUPS, PAGES } from './navigation.tsx';
import { NoticeMenu } from './notices/notice-menu.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { ZoneMenu } from './zone-menu.tsx';

interface MoreSheetProps {
  onClose: () => void;
  install: (() => void) | undefined;
}

/** All pages by their groups, and the settings of this browser: what the sidebar holds where there is room for one. */
const MoreSheet = ({ onClose, install }: MoreSheetProps) => (
  <Radix.Root open onOpenChange={(next) => !next && onClose()}>
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.1_0.01_265/0.55)]" />
      <Radix.Content
        aria-describedby={undefined}
        className="panel-motion fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] flex-col rounded-t-lg border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] shadow-raised"
      >
        <header className="flex items-center px-4 pt-3">
          <Radix.Title className="flex-1 text-section font-semibold">All pages</Radix.Title>
          <Radix.Close asChild>
            <Button look="ghost" size="icon" aria-label="Close" icon={<X />} />
          </Radix.Close>
        </header>
        <nav aria-label="All pages" className="min-h-0 overflow-y-auto px-4 pb-3">
          {PAGE_GROUPS.map((group) => (
            <SheetGroup key={group} group={group} onClose={onClose} />
          ))}
        </nav>
        <Settings install={install} />
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

export default MoreSheet;

function SheetGroup({ group, onClose }: { group: string; onClose: () => void }) {
  const pages = PAGES.filter((page) => page.group === group);
  if (pages.length === 0) return null;
  return (
    <section className="mt-3">
      <h3 className="mb-1 text-label font-medium text-faint">{group}</h3>
      <ul className="grid grid-cols-2 gap-1">
        {pages.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              onClick={onClose}
              activeOptions={{ includeSearch: false }}
              className="flex h-11 items-center gap-2.5 rounded-md px-2.5 text-muted hover:bg-hover data-[status=active]:bg-selected data-[status=active]:font-medium data-[status=active]:text-text"
            >
              <Icon className="size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
              <span className="truncate">{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Settings({ install }: Pick<MoreSheetProps, 'install'>) {
  const leave = useSignOut();
  return (
    <div className="flex flex-wrap items-center gap-1 border-t border-line px-2 py-2">
      <ThemeMenu />
      <ZoneMenu withWords />
      <NoticeMenu />
      {install ? (
        <Button look="ghost" icon={<MonitorDown />} onClick={install}>
          Install
        </Button>
      ) : null}
      {leave ? (
        <Button look="ghost" icon={<LogOut />} className="ml-auto" onClick={leave.signOut}>
          Sign out
        </Button>
      ) : null}
    </div>
  );
}
