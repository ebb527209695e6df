import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Menu, MenuChoice } from '../ui/menu.tsx';
import { isTheme, useTheme, type Theme } from '../ui/theme.ts';

export const THEME_OPTIONS = [
  { value: 'system', label: 'As the system', icon: <Monitor /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
] as const satisfies readonly { value: Theme; label: string; icon: ReactNode }[];

export function ThemeMenu() {
  const { theme, dark, choose } = useTheme();
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <Button look="ghost" size="icon" aria-label="Theme">
          {dark ? <Moon /> : <Sun />}
        </Button>
      }
    >
      <MenuChoice
        value={theme}
        onChange={(value) => {
          if (isTheme(value)) choose(value);
        }}
        options={THEME_OPTIONS}
      />
    </Menu>
  );
}
