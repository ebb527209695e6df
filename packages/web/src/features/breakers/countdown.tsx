import { useCallback } from 'react';
import { useTimed } from '../../ui/clock.ts';
import { formatCountdown } from '../../ui/format-duration.ts';

/** How long until trials are let through; when that has come, the next call is one. */
export function Countdown({ at }: { at: string }) {
  const words = useCallback(
    (now: number) => {
      const left = Date.parse(at) - now;
      return left <= 0 ? 'with the next call' : `in ${formatCountdown(left)}`;
    },
    [at],
  );
  return <time dateTime={at}>{useTimed(1000, words)}</time>;
}
