import { useCallback, useSyncExternalStore } from 'react';

const CHANGED = 'tutti:stored';

/** A small setting kept in this browser; other tabs and other uses of the same key follow. */
export function useStored(key: string, fallback: string): [string, (value: string) => void] {
  const read = useCallback(() => readStored(key) ?? fallback, [key, fallback]);
  const value = useSyncExternalStore(subscribe, read);
  const store = useCallback((next: string) => writeStored(key, next), [key]);
  return [value, store];
}

export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be blocked or full: the choice then lasts as long as nothing reads it again.
  }
  dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  addEventListener('storage', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('storage', listener);
    removeEventListener(CHANGED, listener);
  };
}
