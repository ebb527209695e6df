import type { Bar } from './bars.ts';
import type { Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Tick } from './ticks.ts';
import type { Range } from './timeline-view.ts';

/** A bar is never thinner: what was short must be seen too. */
export const LEAST = 2;

export interface Picture {
  width: number;
  height: number;
  range: Range;
  scrollTop: number;
  now: number;
  layout: Layout;
  ticks: readonly Tick[];
  palette: Palette;
  hatches: Hatches;
  marked: Bar | undefined;
}

/** Patterns for what ended badly, by the ratio of the screen. */
export interface Hatches {
  failed: CanvasPattern | null;
  timeout: CanvasPattern | null;
}

export const scaleOf = ({ range, width }: Picture): number => width / (range.until - range.from);
