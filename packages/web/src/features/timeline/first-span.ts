import { inRange, type Bar } from './bars.ts';
import { rangeOf, SPANS, USUAL_SPAN, type Span } from './timeline-view.ts';

/**
 * What an address that names no time begins with, by what the usual span holds: less where all of it fits into less.
 * Undefined where it holds nothing, so that one has to look further.
 */
export function spanHolding(bars: readonly Bar[], now: number): Span | undefined {
  const seen = bars.filter((bar) => inRange(bar, rangeOf({ span: USUAL_SPAN }, now)));
  if (seen.length === 0) return undefined;
  const oldest = seen.reduce((least, bar) => Math.min(least, bar.from), Infinity);
  return smallestFrom(oldest, now, USUAL_SPAN);
}

/** The smallest that reaches back to the newest there is; where there is none, the smallest of all. */
export const spanReaching = (newest: Bar | undefined, now: number): Span =>
  newest === undefined ? '1h' : smallestFrom(Math.min(newest.until, now), now, '1w');

/** Spans from the smallest on; the last where none reaches back so far. */
function smallestFrom(at: number, now: number, last: Span): Span {
  const names = Object.keys(SPANS) as Span[];
  const offered = names.slice(0, names.indexOf(last) + 1);
  return offered.find((span) => rangeOf({ span }, now).from <= at) ?? last;
}
