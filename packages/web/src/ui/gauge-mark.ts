import type { StatusKind } from './status-icon.tsx';

/** From `at` on a value means something: "near its limit", "amber". */
export interface GaugeMark {
  at: number;
  kind: StatusKind;
  words: string;
}

/** The highest mark that a value has reached. */
export const reachedMark = (value: number | null, marks: readonly GaugeMark[]): GaugeMark | undefined =>
  value === null
    ? undefined
    : marks.filter(({ at }) => value >= at).reduce<GaugeMark | undefined>(higher, undefined);

const higher = (best: GaugeMark | undefined, mark: GaugeMark): GaugeMark =>
  best && best.at >= mark.at ? best : mark;

/** Where on the scale, in percent of its length. */
export const placeOnScale = (value: number, max: number): number =>
  max <= 0 ? 0 : Math.min(100, Math.max(0, (100 * value) / max));
