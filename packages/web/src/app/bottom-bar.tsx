import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { PAGES } from './navigation.tsx';

const look =
  'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-label text-muted -outline-offset-2 data-[status=active]:font-medium data-[status=active]:text-link [&_svg]:size-5 [&_svg]:stroke-[1.5]';

/** The pages within reach of a thumb, and the way to all others. */
export const BottomBar = ({ onMore }: { onMore: () => void }) => (
  <nav
    aria-label="Pages"
    className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]"
  >
    {PAGES.filter((page) => 'phone' in page).map(({ to, label, icon: Icon }) => (
      <Link key={to} to={to} activeOptions={{ includeSearch: false }} className={look}>
        <Icon aria-hidden="true" />
        {label}
      </Link>
    ))}
    <button type="button" aria-haspopup="dialog" onClick={onMore} className={look}>
      <Ellipsis aria-hidden="true" />
      More
    </button>
  </nav>
);
