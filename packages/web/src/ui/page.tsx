import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { cn } from './cn.ts';

interface PageProps {
  /** In the tab of the browser; the heading too, unless one is given. */
  title: string;
  heading?: ReactNode;
  /** What answers the page's question, below the heading. */
  verdict?: ReactNode;
  crumb?: { to: NonNullable<LinkProps['to']>; label: string };
  /** The way to its neighbours in the list, beside the crumb. */
  siblings?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The page scrolls as a whole; lists scroll inside instead. */
  scrolls?: boolean;
}

export function Page({
  title,
  heading,
  verdict,
  crumb,
  siblings,
  actions,
  children,
  scrolls = false,
}: PageProps) {
  useEffect(() => {
    document.title = `${title} · Tutti`;
  }, [title]);
  return (
    <div
      className={cn('flex min-h-0 min-w-0 flex-1 flex-col', scrolls && 'overflow-y-auto overscroll-contain')}
    >
      <header className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-4 pb-2 lg:px-6">
        <div className="min-w-0 flex-1 basis-40">
          {crumb ? (
            <nav aria-label="Breadcrumb" className="mb-0.5 flex items-center gap-1 text-label text-muted">
              <Link to={crumb.to} className="rounded-sm hover:text-text hover:underline">
                {crumb.label}
              </Link>
              <ChevronRight className="size-3" aria-hidden="true" />
              {siblings}
            </nav>
          ) : null}
          <h1 className="min-w-0 text-page font-semibold break-words">{heading ?? title}</h1>
          {verdict ? (
            <div className="mt-0.5 flex min-h-6 min-w-0 items-center text-body text-muted *:min-w-0">
              {verdict}
            </div>
          ) : null}
        </div>
        {actions ? (
          <div className="flex max-w-full shrink-0 flex-wrap items-center gap-2">{actions}</div>
        ) : null}
      </header>
      {children}
    </div>
  );
}
