import { Command } from 'cmdk';
import type { ReactNode } from 'react';

interface PaletteItemProps {
  /** What typing is compared with; also its identity. */
  value: string;
  icon: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  aside?: ReactNode;
  disabled?: boolean;
  /** What was typed, for what the server has found: it stays whatever its words are. */
  foundBy?: string;
}

export const PaletteItem = ({
  value,
  icon,
  children,
  onSelect,
  aside,
  disabled = false,
  foundBy,
}: PaletteItemProps) => (
  <Command.Item
    value={value}
    {...(foundBy ? { keywords: [foundBy] } : {})}
    onSelect={onSelect}
    disabled={disabled}
    className="flex h-9 items-center gap-2.5 rounded-md px-2.5 data-[disabled=true]:text-faint data-[selected=true]:bg-hover pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5] [&_svg]:text-muted"
  >
    {icon}
    <span className="min-w-0 flex-1 truncate">{children}</span>
    <span className="text-label text-faint">{aside}</span>
  </Command.Item>
);

export const PaletteGroup = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
  >
    {children}
  </Command.Group>
);
