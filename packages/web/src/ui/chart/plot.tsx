import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../theme.ts';
import { useLatest } from '../use-latest.ts';
import { movedCursor } from './chart-data.ts';
import type { ChartProps } from './chart-props.ts';
import { readingWords, Reading } from './reading.tsx';
import { plotData, plotOptions, type PlotProps } from './plot-options.ts';

/** The canvas, its cursor and what is read there. */
export default function Plot(props: PlotProps) {
  const { label, times, series } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState<number>();
  const plot = usePlot(frame, props, setIndex);
  const move = (event: KeyboardEvent): void => {
    const next = event.key === 'Escape' ? undefined : movedCursor(event.key, index, times.length);
    if (next === undefined) {
      if (event.key === 'Escape' && index !== undefined) plot.current?.setCursor({ left: -10, top: -10 });
      return;
    }
    event.preventDefault();
    const left = plot.current?.valToPos(times[next] ?? 0, 'x') ?? 0;
    plot.current?.setCursor({ left, top: 0 });
    setIndex(next);
  };
  const at = index === undefined ? undefined : times[index];
  return (
    <div className="relative h-full">
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label={`Cursor over ${label}`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={index ?? Math.max(0, times.length - 1)}
        aria-valuetext={at === undefined ? 'Arrow keys move it' : readingWords(props, index ?? 0)}
        onKeyDown={move}
        onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
        className="chart h-full rounded-sm"
      />
      {index !== undefined && at !== undefined && series.length > 0 ? (
        <Reading {...props} index={index} share={shareOf(at, plot.current)} />
      ) : null}
    </div>
  );
}

/** How far to the right a time stands, from 0 to 1. */
function shareOf(at: number, plot: uPlot | undefined): number {
  if (!plot) return 0;
  return (plot.valToPos(at, 'x') + plot.over.offsetLeft) / plot.width;
}

/** Makes the plot anew when its look changes, and gives it new data when only these do. */
function usePlot(
  frame: RefObject<HTMLDivElement | null>,
  props: PlotProps,
  onIndex: (index: number | undefined) => void,
) {
  const { dark } = useTheme();
  const plot = useRef<uPlot>(undefined);
  const latest = useLatest(props);
  const look = useMemo(() => JSON.stringify([dark, lookOf(props)]), [dark, props]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const made = new uPlot(
      plotOptions(element, () => latest.current, onIndex),
      plotData(latest.current),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0 && height > 0 && (width !== made.width || height !== made.height))
        made.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [frame, look, latest, onIndex]);
  const { times, series } = props;
  useEffect(() => plot.current?.setData(plotData(latest.current)), [times, series, latest]);
  return plot;
}

const lookOf = ({ kind, series, thresholds, max, zone, sync, bucketMs }: ChartProps & { zone: string }) => [
  kind,
  series.map(({ label, colour }) => [label, colour]),
  thresholds,
  max,
  zone,
  sync,
  bucketMs,
];
