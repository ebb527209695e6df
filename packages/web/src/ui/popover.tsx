import { Popover as Radix } from 'radix-ui';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

interface PopoverProps {
  trigger: ReactElement;
  label: string;
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: 'start' | 'end' | 'center';
  className?: string;
  /** Given when something else than the trigger opens it too. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Popover({
  trigger,
  label,
  children,
  align = 'start',
  className,
  ...controlled
}: PopoverProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const open = controlled.open ?? ownOpen;
  const setOpen = controlled.onOpenChange ?? setOwnOpen;
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            'panel-motion z-50 w-72 rounded-lg border border-line bg-raised p-3 shadow-raised',
            className,
          )}
        >
          {typeof children === 'function' ? children(() => setOpen(false)) : children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmPopoverProps {
  trigger: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen. */
  effect: ReactNode;
  action: string;
  onConfirm: () => void;
}

/** Asks beside the button, for acts that end running work. */
export function ConfirmPopover({
  trigger,
  open,
  onOpenChange,
  title,
  effect,
  action,
  onConfirm,
}: ConfirmPopoverProps) {
  return (
    <Popover trigger={trigger} label={title} align="end" open={open} onOpenChange={onOpenChange}>
      {(close) => (
        <div className="flex flex-col gap-3">
          <div>
            <p className="font-semibold">{title}</p>
            <p className="mt-1 text-muted text-pretty">{effect}</p>
          </div>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Keep it</Button>
            <Button
              look="danger"
              autoFocus
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {action}
            </Button>
          </div>
        </div>
      )}
    </Popover>
  );
}
