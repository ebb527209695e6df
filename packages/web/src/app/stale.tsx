import { AsOf } from '../ui/as-of.tsx';
import { useWaited } from '../ui/skeleton.tsx';
import { useConnection } from './connection.ts';

/** True when what is on the screen may have aged. A blink of the connection does not count. */
export function useStale(): boolean {
  return useWaited(useConnection() !== 'connected', 1500);
}

export function StaleMark({ at }: { at: number }) {
  return useStale() ? <AsOf at={at} /> : null;
}
