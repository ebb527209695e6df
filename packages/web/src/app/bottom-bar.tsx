import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { PAGES } from './navigation.tsx';

const look =
  'flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-label text-muted -outline-offset-2 data-[status=active]:font-medium data-[status=active]:text-link [&_svg]:size-5 [&_svg]:stroke-[1.5]';

/** The pages within reach of a thumb. */
export const BottomBar = ({ onPalette }: { onPalette: () => void }) => (
  <nav
    aria-label="Pages"
    className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]"
  >
    {PAGES.filter((page) => page.phone).map(({ to, label, icon: Icon }) => (
      <Link key={to} to={to} activeOptions={{ includeSearch: false }} className={look}>
        <Icon aria-hidden="true" />
        {label}
      </Link>
    ))}
    <button type="button" onClick={onPalette} className={look}>
      <Search aria-hidden="true" />
      Search
    </button>
  </nav>
);
