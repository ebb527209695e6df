import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Without padding, for tables and logs that reach the border. */
  flush?: boolean;
}

/** A framed part of a page with a heading of its own. */
export function Panel({ title, actions, children, className, flush = false }: PanelProps) {
  return (
    <section className={cn('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}>
      {title || actions ? (
        <header className="flex min-h-10 items-center gap-2 border-b border-line px-4 py-1">
          <h2 className="min-w-0 flex-1 truncate text-emphasis font-semibold">{title}</h2>
          {actions}
        </header>
      ) : null}
      <div className={flush ? 'min-w-0' : 'p-4'}>{children}</div>
    </section>
  );
}

/** Name and value pairs. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[minmax(88px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">{children}</dl>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
