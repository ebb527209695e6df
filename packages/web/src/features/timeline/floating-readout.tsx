import type { Target } from './find-bar.ts';
import { Readout } from './readout.tsx';

export interface Shown {
  target: Target;
  x: number;
  y: number;
}

const READOUT_WIDTH = 288;

/** Below and right of the point, or where there is room. */
export function FloatingReadout({ shown, names }: { shown: Shown; names: number }) {
  const left = `min(${names + shown.x + 12}px, calc(100% - ${READOUT_WIDTH + 8}px))`;
  return (
    <div
      data-readout
      className="pointer-events-none absolute z-20 w-72 max-w-[calc(100%-16px)] rounded-md border border-line bg-raised px-3 py-2 text-body shadow-raised"
      style={{ left: `max(8px, ${left})`, top: `min(${shown.y + 32 + 14}px, calc(100% - 180px))` }}
    >
      <Readout target={shown.target} />
    </div>
  );
}
