import type { Breaker, BreakerState } from '@tutti/contract';
import { formatDuration } from '../../ui/format-duration.ts';
import { formatCount, plural } from '../../ui/format-number.ts';

type Standing = Pick<
  Breaker,
  'state' | 'pin' | 'tripped' | 'thresholds' | 'window' | 'failuresInARow' | 'trials'
>;

export type Turn = 'opens' | 'half_opens' | 'closes' | 'reopens';
export interface Arrow {
  turn: Turn;
  /** What has to come, a line each; the last may tell how far it is. */
  words: string[];
  /** It may come next by itself. */
  live: boolean;
}

const brief = (ms: number): string => formatDuration(ms).replace('.0 s', ' s').replace(' m 00 s', ' m');

/** The ways from state to state, with their thresholds and how far they are. */
export function arrowsOf(breaker: Standing): Arrow[] {
  const { state, thresholds, window, failuresInARow, trials } = breaker;
  const free = breaker.pin === 'auto' && !breaker.tripped;
  return [
    {
      turn: 'opens',
      words: [
        `${thresholds.failureRatePercent} % of ${formatCount(thresholds.minCalls)} or more calls`,
        `fail in ${brief(thresholds.windowMs)}, or ${formatCount(thresholds.failuresInARow)} in a row`,
        ...(state === 'closed'
          ? [
              `now ${formatCount(window.failures)} of ${formatCount(window.calls)}, ${formatCount(failuresInARow)} in a row`,
            ]
          : []),
      ],
      live: free && state === 'closed',
    },
    { turn: 'half_opens', words: [`after ${brief(thresholds.openMs)}`], live: free && state === 'open' },
    {
      turn: 'closes',
      words: [
        plural(thresholds.successesToClose, 'trial succeeds', 'trials succeed'),
        ...(state === 'half_open'
          ? [`${formatCount(trials.successes)} so far, ${formatCount(trials.running)} run`]
          : []),
      ],
      live: free && state === 'half_open',
    },
    { turn: 'reopens', words: ['a trial fails'], live: free && state === 'half_open' },
  ];
}

export interface Box {
  x: number;
  y: number;
}
export interface Route {
  path: string;
  /** Where its words begin, and on which side of that they stand. */
  label: { x: number; y: number; anchor: 'start' | 'middle' | 'end' };
}
export interface Layout {
  width: number;
  height: number;
  boxes: Record<BreakerState, Box>;
  routes: Record<Turn, Route>;
}

export const BOX = { width: 116, height: 36 } as const;

/** Side by side where there is room; below one another on a phone, so that the words stay readable. */
export const WIDE: Layout = {
  width: 640,
  height: 216,
  boxes: { closed: { x: 8, y: 58 }, open: { x: 516, y: 58 }, half_open: { x: 262, y: 172 } },
  routes: {
    opens: { path: 'M126 76H508', label: { x: 317, y: 30, anchor: 'middle' } },
    half_opens: { path: 'M586 96C586 150 510 190 386 190', label: { x: 556, y: 176, anchor: 'start' } },
    closes: { path: 'M260 190C130 190 54 150 54 104', label: { x: 88, y: 176, anchor: 'end' } },
    reopens: { path: 'M340 170C352 128 440 102 510 90', label: { x: 398, y: 146, anchor: 'start' } },
  },
};
export const TALL: Layout = {
  width: 328,
  height: 322,
  boxes: { closed: { x: 8, y: 4 }, open: { x: 8, y: 142 }, half_open: { x: 8, y: 280 } },
  routes: {
    opens: { path: 'M40 42V134', label: { x: 52, y: 76, anchor: 'start' } },
    half_opens: { path: 'M40 180V272', label: { x: 52, y: 232, anchor: 'start' } },
    closes: { path: 'M126 298H306V22H134', label: { x: 298, y: 44, anchor: 'end' } },
    reopens: { path: 'M110 278V188', label: { x: 122, y: 232, anchor: 'start' } },
  },
};
/** Without words, for a card of a list. */
export const SMALL: Layout = {
  width: 380,
  height: 112,
  boxes: { closed: { x: 4, y: 4 }, open: { x: 260, y: 4 }, half_open: { x: 132, y: 72 } },
  routes: {
    opens: { path: 'M122 22H252', label: { x: 0, y: 0, anchor: 'start' } },
    half_opens: { path: 'M330 42C330 70 300 90 256 90', label: { x: 0, y: 0, anchor: 'start' } },
    closes: { path: 'M130 90C80 90 50 70 50 50', label: { x: 0, y: 0, anchor: 'start' } },
    reopens: { path: 'M204 70C212 52 230 40 254 33', label: { x: 0, y: 0, anchor: 'start' } },
  },
};
