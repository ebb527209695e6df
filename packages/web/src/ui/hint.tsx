import { Tooltip } from 'radix-ui';
import { useState, type MouseEvent, type ReactElement, type ReactNode } from 'react';

interface HintProps {
  content: ReactNode;
  /** Must take a ref and be focusable: a hint is for the keyboard too. */
  children: ReactElement;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** Fingers cannot hover: a tap opens the hint as well. */
  openOnTap?: boolean;
}

/** A short explanation on hover and focus. */
export function Hint({ content, children, side = 'top', openOnTap = false }: HintProps) {
  const [open, setOpen] = useState(false);
  const keepOpen = (event: MouseEvent): void => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Tooltip.Root open={open} onOpenChange={setOpen}>
      <Tooltip.Trigger asChild {...(openOnTap ? { onClick: keepOpen } : {})}>
        {children}
      </Tooltip.Trigger>
      {/* A table holds hundreds of hints, of which one is open at most. */}
      {open ? (
        <Tooltip.Portal>
          <HintPanel side={side}>{content}</HintPanel>
        </Tooltip.Portal>
      ) : null}
    </Tooltip.Root>
  );
}

function HintPanel({ side, children }: { side: 'top' | 'bottom' | 'left' | 'right'; children: ReactNode }) {
  return (
    <Tooltip.Content
      side={side}
      sideOffset={6}
      collisionPadding={8}
      className="panel-motion z-60 max-w-[min(440px,calc(100vw-16px))] rounded-md border border-line bg-raised px-2.5 py-1.5 text-label text-text shadow-raised"
    >
      {children}
    </Tooltip.Content>
  );
}

export const HintProvider = ({ children }: { children: ReactNode }) => (
  <Tooltip.Provider delayDuration={250} skipDelayDuration={200}>
    {children}
  </Tooltip.Provider>
);
