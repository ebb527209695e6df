import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useShortcut, useShortcuts, type ActiveShortcut } from '../ui/shortcuts.ts';
import { useThemeOnDocument } from '../ui/theme.ts';
import { Toaster } from '../ui/toaster.tsx';
import { useWidth } from '../ui/use-media.ts';
import { BottomBar } from './bottom-bar.tsx';
import { useInstall } from './install.ts';
import { PAGES, type Page } from './navigation.tsx';
import { useNotices } from './notices/use-notices.ts';
import { Palette } from './palette/palette.tsx';
import { RouteFocus } from './route-focus.tsx';
import { Sidebar } from './sidebar.tsx';
import { TopBar } from './top-bar.tsx';

const MoreSheet = lazy(() => import('./more-sheet.tsx'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'));

/** What stands around every page. */
export function Frame() {
  const navigate = useNavigate();
  useThemeOnDocument();
  useNotices();
  const install = useInstall();
  const phone = useWidth() === 'phone';
  const { active } = useShortcuts();
  const [palette, setPalette] = useState<readonly ActiveShortcut[]>();
  const [shortcuts, setShortcuts] = useState(false);
  const [more, setMore] = useState(false);
  const openPalette = (): void => setPalette(active());
  useShortcut('palette.open', () => (palette ? setPalette(undefined) : openPalette()));
  useShortcut('shortcuts.show', () => setShortcuts(true));
  useShortcut('schedule.new', () => void navigate({ to: '/schedules/new' }));
  return (
    <div className="flex h-dvh min-w-0 flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-70 rounded-md bg-button px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      {phone ? (
        <TopBar onPalette={openPalette} />
      ) : (
        <Sidebar onPalette={openPalette} onShortcuts={() => setShortcuts(true)} />
      )}
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        <Outlet />
      </main>
      {phone ? <BottomBar onMore={() => setMore(true)} /> : null}
      <Suspense>
        {phone && more ? <MoreSheet onClose={() => setMore(false)} install={install} /> : null}
        {shortcuts ? <ShortcutsDialog onClose={() => setShortcuts(false)} /> : null}
      </Suspense>
      {palette ? (
        <Palette
          onClose={() => setPalette(undefined)}
          onShortcuts={() => setShortcuts(true)}
          actions={palette}
          install={install}
        />
      ) : null}
      <PageKeys />
      <RouteFocus />
      <Toaster />
    </div>
  );
}

/** The two letters of every page. */
const PageKeys = () => PAGES.map((page) => <PageKey key={page.to} page={page} />);

function PageKey({ page: { to, go } }: { page: Page }) {
  const navigate = useNavigate();
  useShortcut(go, () => void navigate({ to }));
  return null;
}
