import { Maximize2, X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Button, buttonLook } from './button.tsx';
import { cn } from './cn.ts';
import { Dialog } from './dialog.tsx';
import { Hint } from './hint.tsx';
import { useShortcut } from './shortcuts.ts';
import { useWidth } from './use-media.ts';

/** How the link to the whole page looks. */
export const wholePage = {
  'aria-label': 'Open the whole page',
  className: buttonLook({ look: 'ghost', size: 'icon' }),
  children: <Maximize2 />,
} as const;

interface PeekProps {
  title: string;
  /** Below the title: what kind of thing it is, its state. */
  note?: ReactNode;
  actions?: ReactNode;
  /** The link to its page: `<Link to={…} {...wholePage} />`. */
  whole?: ReactElement;
  onClose: () => void;
  children: ReactNode;
  className?: string;
}

/** A look at one row beside its list; over the page where there is no room beside. Escape closes it. */
export function Peek({ title, note, actions, whole, onClose, children, className }: PeekProps) {
  const phone = useWidth() === 'phone';
  useShortcut('close', onClose, !phone);
  if (phone)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={note}>
        <div className="flex flex-col gap-4">
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
          {children}
        </div>
      </Dialog>
    );
  return (
    <aside
      aria-label={title}
      className={cn(
        'drawer-motion flex w-120 shrink-0 flex-col overflow-y-auto border-l border-line bg-raised',
        className,
      )}
    >
      <header className="flex items-start gap-1 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-section font-semibold break-words">{title}</h2>
          {note ? <div className="text-label text-muted">{note}</div> : null}
        </div>
        {whole ? <Hint content="Open the whole page (Enter)">{whole}</Hint> : null}
        <Button look="ghost" size="icon" aria-label="Close" onClick={onClose}>
          <X />
        </Button>
      </header>
      {actions ? <div className="flex flex-wrap gap-2 px-4 pb-3">{actions}</div> : null}
      <div className="flex flex-col gap-4 px-4 pb-4">{children}</div>
    </aside>
  );
}
