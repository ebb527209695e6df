import { useEffect } from 'react';
import { useMedia } from './use-media.ts';
import { useStored } from './use-stored.ts';

const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

const isTheme = (value: string): value is Theme => (THEMES as readonly string[]).includes(value);

/** The chosen theme, what it comes down to, and the way to choose. public/boot.js reads the same key before the first paint. */
export function useTheme(): { theme: Theme; dark: boolean; choose: (theme: Theme) => void } {
  const [stored, choose] = useStored('tutti.theme', 'system');
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const theme = isTheme(stored) ? stored : 'system';
  return { theme, dark: theme === 'system' ? systemDark : theme === 'dark', choose };
}

/** Puts the theme on the document; the tokens follow `color-scheme`. */
export function useThemeOnDocument(): void {
  const { theme } = useTheme();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
