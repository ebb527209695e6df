import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useTheme, type Theme } from '../ui/theme.ts';

export const THEME_OPTIONS = [
  { value: 'system', label: 'As the system', icon: <Monitor /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
] as const satisfies readonly { value: Theme; label: string; icon: ReactNode }[];

export function ThemeMenu() {
  const { theme, dark, choose } = useTheme();
  return (
    <Popover
      label="Theme"
      className="w-auto p-2"
      trigger={
        <Button look="ghost" size="icon" aria-label="Theme">
          {dark ? <Moon /> : <Sun />}
        </Button>
      }
    >
      <Segmented label="Theme" value={theme} onChange={choose} options={THEME_OPTIONS} inRow />
    </Popover>
  );
}
