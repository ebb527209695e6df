import type { ConnectionState } from '@tutti/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useApi } from './api.ts';

export function useConnection(): ConnectionState {
  const { stream } = useApi();
  const subscribe = useCallback((listener: () => void) => stream.on('state', listener), [stream]);
  return useSyncExternalStore(subscribe, () => stream.state);
}
