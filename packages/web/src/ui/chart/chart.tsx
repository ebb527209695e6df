import { ChartColumn, Table2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Button } from '../button.tsx';
import { formatCount } from '../format-number.ts';
import { zoneLabel } from '../format-time.ts';
import { useOwnZone } from '../own-zone.ts';
import { hasData, summary, timeWords, type ChartThreshold } from './chart-data.ts';
import type { ChartProps } from './chart-props.ts';
import { ChartTable } from './chart-table.tsx';
import { Swatch } from './swatch.tsx';

const Plot = lazy(() => import('./plot.tsx'));

const NO_THRESHOLDS: readonly ChartThreshold[] = [];

/** A time series: drawn, summed up in a sentence, and as a table behind a button. Draws gaps where there is no data. */
export function Chart({ format = formatCount, thresholds = NO_THRESHOLDS, ...props }: ChartProps) {
  const { label, unit, series, times, bucketMs, kind, height = 180 } = props;
  const zone = useOwnZone();
  const [asTable, setAsTable] = useState(false);
  const words = useMemo(
    () => summary({ times, series }, format, (at) => timeWords(at, bucketMs, zone, Date.now())),
    [times, series, format, bucketMs, zone],
  );
  return (
    <figure aria-label={label} className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-label text-muted">
        <span>{unit}</span>
        {series.length > 1 || kind === 'bars' ? <Legend series={series} kind={kind} /> : null}
        <span className="ml-auto flex items-center gap-1">
          <span className="text-faint">{zoneLabel(zone)} time</span>
          <Button
            look="ghost"
            size="iconSm"
            aria-label={asTable ? `${label} as a chart` : `${label} as a table`}
            icon={asTable ? <ChartColumn /> : <Table2 />}
            onClick={() => setAsTable(!asTable)}
          />
        </span>
      </div>
      <figcaption className="sr-only">
        {label}, {unit}. {words}
        {thresholds.map(({ words: said }) => ` Marked: ${said}.`).join('')}
      </figcaption>
      <div style={{ height }} className="min-w-0">
        {!hasData(series) ? (
          <p className="grid h-full place-items-center rounded-md border border-dashed border-line text-muted">
            No data in this range
          </p>
        ) : asTable ? (
          <ChartTable
            label={label}
            series={series}
            times={times}
            bucketMs={bucketMs}
            format={format}
            zone={zone}
          />
        ) : (
          <Suspense>
            <Plot {...props} height={height} format={format} thresholds={thresholds} zone={zone} />
          </Suspense>
        )}
      </div>
    </figure>
  );
}

function Legend({ series, kind }: Pick<ChartProps, 'series' | 'kind'>) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {series.map(({ label, colour }, index) => (
        <li key={label} className="flex items-center gap-1.5">
          <Swatch colour={colour} kind={kind} index={index} />
          {label}
        </li>
      ))}
    </ul>
  );
}
