import { useCallback, useLayoutEffect, useState, useSyncExternalStore, type RefObject } from 'react';

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

/** The same for a part of the page, which a panel beside it may have narrowed: from these widths on. */
const ROOM = [
  ['xl', 1160],
  ['lg', 1040],
  ['md', 800],
  ['sm', 600],
] as const;
export type Room = (typeof ROOM)[number][0] | 'cards';

export function useRoom(element: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>(() => roomOf(document.documentElement.clientWidth));
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const measure = (): void => setRoom(roomOf(watched.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return room;
}

const roomOf = (px: number): Room => ROOM.find(([, least]) => px >= least)?.[0] ?? 'cards';
