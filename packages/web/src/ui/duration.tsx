import { useCallback } from 'react';
import { useTimed } from './clock.ts';
import { formatDuration } from './format-duration.ts';

/** A finished duration, or one that still grows since `from`. */
export function Duration({ ms, from }: { ms: number | null; from?: string | null | undefined }) {
  return ms === null && from ? <GrowingDuration from={Date.parse(from)} /> : <>{formatDuration(ms)}</>;
}

function GrowingDuration({ from }: { from: number }) {
  // Whole seconds: tenths that jump by tens would only be noise.
  const words = useCallback((now: number) => formatGrowing(now - from), [from]);
  return <>{useTimed(1000, words)}</>;
}

const formatGrowing = (ms: number): string => {
  const whole = Math.max(0, Math.floor(ms / 1000));
  return whole < 60 ? `${whole} s` : formatDuration(whole * 1000);
};
