import { useCallback, useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

const WIDTHS = [
  ['xl', 1360],
  ['lg', 1120],
  ['md', 800],
] as const;
export type Width = 'xl' | 'lg' | 'md' | 'phone';

/** How much room the page has. */
export function useWidth(): Width {
  const xl = useMedia(`(min-width: ${WIDTHS[0][1]}px)`);
  const lg = useMedia(`(min-width: ${WIDTHS[1][1]}px)`);
  const md = useMedia(`(min-width: ${WIDTHS[2][1]}px)`);
  return xl ? 'xl' : lg ? 'lg' : md ? 'md' : 'phone';
}
