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
}

export const MenuItem = ({ icon, children, onSelect, danger = false, disabled = false }: MenuItemProps) => (
  <Radix.Item
    disabled={disabled}
    onSelect={onSelect}
    className={cn(itemLook, danger && 'text-failed [&_svg]:text-failed')}
  >
    {icon}
    {children}
  </Radix.Item>
);

interface MenuChoiceProps {
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
}

/** One of several, marked. */
export const MenuChoice = ({ value, onChange, options }: MenuChoiceProps) => (
  <Radix.RadioGroup value={value} onValueChange={onChange}>
    {options.map((option) => (
      <Radix.RadioItem key={option.value} value={option.value} className={itemLook}>
        {option.icon}
        <span className="flex-1">{option.label}</span>
        <Radix.ItemIndicator className="size-1.5 rounded-full bg-link" />
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
);

export const MenuLine = () => <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
