import { formatClock, formatClockSeconds, formatDay, zoneLabel } from '../format-time.ts';
import type { ChartColour } from './chart-colours.ts';

/** One line, or one layer of the bars. Null is a time without data: a gap, never a zero. */
export interface ChartSeries {
  label: string;
  colour: ChartColour;
  values: readonly (number | null)[];
}

/** A value that means something, drawn as a line with its words: "timeout 1.4 s", "red from 100". */
export interface ChartThreshold {
  value: number;
  words: string;
  colour: ChartColour;
}

export interface ChartData {
  /** Epoch milliseconds, ascending; with `bucketMs` the start of each bucket. */
  times: readonly number[];
  /** Widths of the buckets; absent for samples of an instant. */
  bucketMs?: number | undefined;
  series: readonly ChartSeries[];
}

/** Each layer on top of those before it. Where no layer has data nothing stands. */
export function stacked(series: readonly ChartSeries[]): (number | null)[][] {
  const length = series[0]?.values.length ?? 0;
  const sums = Array<number>(length).fill(0);
  const layers = series.map(({ values }) =>
    values.map((value, index) => (sums[index] = (sums[index] ?? 0) + (value ?? 0))),
  );
  const known = (index: number): boolean => series.some(({ values }) => values[index] != null);
  return layers.map((layer) => layer.map((value, index) => (known(index) ? value : null)));
}

export const hasData = (series: readonly ChartSeries[]): boolean =>
  series.some(({ values }) => values.some((value) => value != null));

/** Where the scale ends: above the highest value, and above a threshold that is in reach of it. */
export function topOfScale(highest: number, thresholds: readonly ChartThreshold[]): number {
  const inReach = thresholds.filter(({ value }) => value <= highest * 2).map(({ value }) => value);
  const top = Math.max(highest, ...inReach);
  return top <= 0 ? 1 : top * 1.12;
}

/** `14:00–14:05 Berlin`, `21 Nov 14:00–14:05 Berlin`, or to the second for samples. */
export function timeWords(at: number, bucketMs: number | undefined, zone: string, now: number): string {
  const day = formatDay(at, zone, now);
  const ownDay = day === formatDay(now, zone, now) ? '' : `${day} `;
  if (bucketMs === undefined) return `${ownDay}${formatClockSeconds(at, zone)} ${zoneLabel(zone)}`;
  const clock = bucketMs < 60_000 ? formatClockSeconds : formatClock;
  if (bucketMs >= 86_400_000) return `${day} ${zoneLabel(zone)}`;
  return `${ownDay}${clock(at, zone)}–${clock(at + bucketMs, zone)} ${zoneLabel(zone)}`;
}

/** Labels of the time axis: the day where one begins, else the clock as fine as the steps are. */
export function timeTicks(ticks: readonly number[], stepMs: number, zone: string, now: number): string[] {
  return ticks.map((at) => {
    const clock = formatClock(at, zone);
    if (stepMs >= 86_400_000 || clock === '00:00') return formatDay(at, zone, now);
    return stepMs < 60_000 ? formatClockSeconds(at, zone) : clock;
  });
}

/** What the chart shows, for whoever does not see it: each series with its last, lowest and highest value. */
export function summary(
  { times, series }: ChartData,
  format: (value: number) => string,
  when: (at: number) => string,
): string {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined || !hasData(series)) return 'No data in this range.';
  const parts = series.flatMap(({ label, values }) => {
    const known = values.filter((value) => value != null);
    const latest = known.at(-1);
    if (latest === undefined) return [`${label}: no data`];
    return [
      `${label}: last ${format(latest)}, lowest ${format(Math.min(...known))}, highest ${format(Math.max(...known))}`,
    ];
  });
  return `From ${when(first)} to ${when(last)}. ${parts.join('. ')}.`;
}

const MOVES: Record<string, (index: number, last: number) => number> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  ArrowDown: (index) => index - 1,
  ArrowUp: (index) => index + 1,
  PageDown: (index) => index - 10,
  PageUp: (index) => index + 10,
  Home: () => 0,
  End: (_, last) => last,
};

/** Where a key moves the cursor; undefined for keys that do not. Without a cursor it starts at the newest. */
export function movedCursor(key: string, index: number | undefined, length: number): number | undefined {
  const move = MOVES[key];
  if (!move || length === 0) return undefined;
  const last = length - 1;
  if (index === undefined && key !== 'Home') return last;
  return Math.min(last, Math.max(0, move(index ?? 0, last)));
}
