import { DASH } from '../format-number.ts';
import { timeWords } from './chart-data.ts';

import type { PlotProps } from './plot-options.ts';
import { Swatch } from './swatch.tsx';

/** What stands under the cursor: the time with its zone, and every value. */
export function Reading({ index, share, ...props }: PlotProps & { index: number; share: number }) {
  const { times, bucketMs, zone, series, format, kind } = props;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 flex max-w-[60%] flex-col gap-0.5 rounded-md border border-line bg-raised px-2.5 py-1.5 text-label shadow-raised"
      style={
        share > 0.5
          ? { right: `calc(${(1 - share) * 100}% + 10px)` }
          : { left: `calc(${share * 100}% + 10px)` }
      }
    >
      <span className="whitespace-nowrap text-muted">
        {timeWords(times[index] ?? 0, bucketMs, zone, Date.now())}
      </span>
      {series.map(({ label, colour, values }, position) => (
        <span key={label} className="flex items-center gap-1.5 whitespace-nowrap">
          <Swatch colour={colour} kind={kind} index={position} />
          <span className="truncate text-muted">{label}</span>
          <span className="ml-auto pl-3 font-medium">{written(values[index], format)}</span>
        </span>
      ))}
    </div>
  );
}

const written = (value: number | null | undefined, format: (value: number) => string): string =>
  value == null ? DASH : format(value);

/** The same as a sentence, for the screen reader. */
export const readingWords = ({ times, bucketMs, zone, series, format }: PlotProps, index: number): string =>
  [
    timeWords(times[index] ?? 0, bucketMs, zone, Date.now()),
    ...series.map(({ label, values }) => {
      const value = values[index];
      return `${label} ${value == null ? 'no data' : format(value)}`;
    }),
  ].join(', ');
