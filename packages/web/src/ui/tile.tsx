import type { ReactNode } from 'react';
import { cn } from './cn.ts';

/** For the one link of a tile: it takes the whole of it. */
export const tileLink = 'rounded-sm hover:underline after:absolute after:inset-0 after:rounded-lg';

interface TileProps {
  name: string;
  /** The figure; where it leads somewhere a link that looks as `tileLink`. */
  children: ReactNode;
  note?: ReactNode;
  className?: string;
}

/** One figure, what it is, and a line on how to read it. */
export const Tile = ({ name, children, note, className }: TileProps) => (
  <div
    className={cn(
      'relative min-w-0 rounded-lg border border-line bg-surface px-4 py-3 shadow-card transition-colors duration-120 has-[a:hover]:border-control',
      className,
    )}
  >
    <p className="truncate text-label text-muted">{name}</p>
    <p className="mt-1 truncate text-tile font-semibold tracking-tight max-sm:text-page">{children}</p>
    <div className="mt-1 flex min-h-5 min-w-0 items-center gap-1.5 text-label text-faint">{note}</div>
  </div>
);
