import { useCallback } from 'react';
import { useTimed } from './clock.ts';
import { formatDistance } from './format-duration.ts';

/** `in 9 d`, beside a date that stands already. */
export function Distance({ at }: { at: string }) {
  const words = useCallback(
    (now: number) => {
      const distance = Date.parse(at) - now;
      return distance < 0 ? `${formatDistance(distance)} ago` : `in ${formatDistance(distance)}`;
    },
    [at],
  );
  return <>{useTimed(1000, words)}</>;
}
