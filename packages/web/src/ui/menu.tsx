import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn.ts';

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom';
}

export const Menu = ({ trigger, children, align = 'end', side = 'bottom' }: MenuProps) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content
        align={align}
        side={side}
        sideOffset={4}
        collisionPadding={8}
        className="panel-motion z-50 min-w-44 rounded-lg border border-line bg-raised p-1 shadow-raised"
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

const itemLook =
  'flex h-8 cursor-default items-center gap-2 rounded-sm px-2 text-body outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5] [&_svg]:text-muted';

interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Why who looks may not do this: told below the words. */
  refused?: string | undefined;
}

export const MenuItem = ({ icon, children, onSelect, refused, ...rest }: MenuItemProps) => (
  <Radix.Item
    // Not `disabled`: the keyboard would pass over it, and its reason.
    aria-disabled={refused ? true : undefined}
    disabled={rest.disabled ?? false}
    onSelect={refused ? (event) => event.preventDefault() : onSelect}
    className={cn(
      itemLook,
      rest.danger && 'text-failed [&_svg]:text-failed',
      refused && 'h-auto max-w-72 items-start py-1.5 text-muted pointer-coarse:h-auto [&_svg]:mt-0.5',
    )}
  >
    {icon}
    {refused ? (
      <span>
        {children}
        <span className="block text-label">{refused}</span>
      </span>
    ) : (
      children
    )}
  </Radix.Item>
);

export const MenuLine = () => <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
