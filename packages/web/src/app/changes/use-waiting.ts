import { useSyncExternalStore } from 'react';
import { useApi } from '../api.ts';
import type { WaitingChange } from './changes.ts';

/** The changes that wait for the server. */
export function useWaiting(): readonly WaitingChange[] {
  const { changes } = useApi();
  return useSyncExternalStore(changes.subscribe, changes.waiting);
}
