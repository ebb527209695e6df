import { useSyncExternalStore } from 'react';
import { useApi } from '../api.ts';

/** How many changes wait for the server. */
export function useWaiting(): number {
  const { changes } = useApi();
  return useSyncExternalStore(changes.subscribe, () => changes.waiting);
}
