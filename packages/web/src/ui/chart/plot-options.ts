import uPlot from 'uplot';
import { fillToken, lineToken, resolveTokens } from './chart-colours.ts';
import { stacked, timeTicks, topOfScale, type ChartThreshold } from './chart-data.ts';
import type { ChartProps } from './chart-props.ts';
import { DASHES } from './swatch.tsx';

export interface PlotProps extends ChartProps {
  format: (value: number) => string;
  thresholds: readonly ChartThreshold[];
  height: number;
  zone: string;
}

const SIZE = 12;
const fontOf = (element: HTMLElement, ratio = 1): string =>
  `${SIZE * ratio}px ${getComputedStyle(element).fontFamily}`;

/** The columns uPlot draws: of stacked bars the tallest first, so that each covers the one below it. */
export function plotData({ kind, times, series }: PlotProps): uPlot.AlignedData {
  if (kind === 'bars') return [[...times], ...stacked(series).reverse()];
  return [[...times], ...series.map(({ values }) => [...values])];
}

/** `current` is asked anew for what changes without the plot being made again. */
export function plotOptions(
  element: HTMLElement,
  current: () => PlotProps,
  onIndex: (index: number | undefined) => void,
): uPlot.Options {
  const { kind, zone, sync, thresholds } = current();
  const colours = resolveTokens(element, [
    ...current().series.flatMap(({ colour }) => [lineToken(colour), fillToken(colour)]),
    ...thresholds.map(({ colour }) => lineToken(colour)),
    '--muted',
    '--line',
    '--surface',
  ]);
  const colour = (token: string): string => colours.get(token) ?? '#888';
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    ms: 1,
    tzDate: (at) => uPlot.tzDate(new Date(at), zone),
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: kind === 'lines' },
      drag: { x: current().onZoom !== undefined, y: false, setScale: false },
      ...(sync !== undefined && { sync: { key: sync, setSeries: false } }),
    },
    scales: scalesOf(current),
    axes: axesOf(current, colour, fontOf(element)),
    series: [{}, ...(kind === 'bars' ? barsOf(current(), colour) : linesOf(current(), colour))],
    hooks: {
      setCursor: [({ cursor }) => onIndex(cursor.idx ?? undefined)],
      setSelect: [(plot) => zoomed(plot, current())],
      draw: [(plot) => drawThresholds(plot, current(), colour)],
    },
  };
}

const scalesOf = (current: () => PlotProps): uPlot.Scales => ({
  x: {
    time: true,
    range: (_, min, max) => {
      const { bucketMs = 0, kind } = current();
      // The last bar stands to the right of its time; a single sample needs some width around it.
      const end = max + (kind === 'bars' ? bucketMs : 0);
      return min === end ? [min - 30_000, end + 30_000] : [min, end];
    },
  },
  y: {
    range: (_, __, highest) => {
      const { max, thresholds } = current();
      return [0, max ?? topOfScale(highest ?? 0, thresholds)];
    },
  },
});

function axesOf(current: () => PlotProps, colour: (token: string) => string, font: string): uPlot.Axis[] {
  const shared: uPlot.Axis = {
    font,
    stroke: colour('--muted'),
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  const ticks = (_: uPlot, at: number[], __: number, ___: number, step: number): string[] =>
    timeTicks(at, step, current().zone, Date.now());
  const values = (_: uPlot, at: number[]): string[] =>
    at.map((value) => (value === 0 ? '0' : current().format(value)));
  // Room for the longest number there is.
  const size = (_: uPlot, labels: string[] | null): number =>
    14 + Math.max(2, ...(labels ?? []).map(({ length }) => length)) * 7;
  return [
    { ...shared, grid: { show: false }, size: 28, space: 64, values: ticks },
    { ...shared, size, space: 32, values, incrs: wholeSteps(current()) },
  ];
}

/** Counts have no halves. */
const wholeSteps = ({ series }: PlotProps): number[] => {
  const whole = series.every(({ values }) =>
    values.every((value) => value == null || Number.isInteger(value)),
  );
  const decades = Array.from({ length: whole ? 12 : 18 }, (_, power) => 10 ** (power - (whole ? 0 : 6)));
  return decades.flatMap((decade) => [1, 2, 5].map((step) => step * decade));
};

const linesOf = ({ series }: PlotProps, colour: (token: string) => string): uPlot.Series[] =>
  series.map((one, index) => ({
    stroke: colour(lineToken(one.colour)),
    width: 2,
    dash: [...(DASHES[index % DASHES.length] ?? [])],
    spanGaps: false,
    points: { show: (plot, position) => isLonely(plot, position), size: 5 },
  }));

/** Points are drawn where none has a neighbour, which no line could show. */
function isLonely(plot: uPlot, position: number): boolean {
  const values = plot.data[position] ?? [];
  return !values.some((value, index) => value != null && values[index + 1] != null);
}

function barsOf({ series }: PlotProps, colour: (token: string) => string): uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.8, 48], align: 1, gap: 1 });
  return series
    .map((one): uPlot.Series => {
      const fill = colour(fillToken(one.colour));
      return {
        ...(bars && { paths: bars }),
        width: one.colour === 'running' ? 1 : 0,
        stroke: colour(lineToken(one.colour)),
        fill: one.colour === 'failed' ? (plot) => hatched(plot.ctx, fill, colour('--surface')) : fill,
        points: { show: false },
      };
    })
    .reverse();
}

/** Failures are told by their strokes as well as by their colour. */
function hatched(context: CanvasRenderingContext2D, fill: string, ground: string): CanvasPattern | string {
  const size = 6;
  const tile = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const drawing = tile.getContext('2d');
  if (!drawing) return fill;
  drawing.fillStyle = ground;
  drawing.fillRect(0, 0, size, size);
  drawing.strokeStyle = fill;
  drawing.lineWidth = 3;
  // Drawn over the edges, so that the tiles join.
  for (const shift of [-size, 0, size]) {
    drawing.beginPath();
    drawing.moveTo(shift - 1, size + 1);
    drawing.lineTo(shift + size + 1, -1);
    drawing.stroke();
  }
  return context.createPattern(tile, 'repeat') ?? fill;
}

function zoomed(plot: uPlot, { onZoom }: PlotProps): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom?.(Math.round(from), Math.round(to));
}

function drawThresholds(plot: uPlot, { thresholds }: PlotProps, colour: (token: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = fontOf(plot.root, ratio);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  for (const { value, words, colour: name } of thresholds) {
    if (value > (plot.scales['y']?.max ?? 0)) continue;
    const y = Math.round(plot.valToPos(value, 'y', true));
    ctx.strokeStyle = ctx.fillStyle = colour(lineToken(name));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(words, bbox.left + bbox.width - 4 * ratio, y - 2 * ratio);
  }
  ctx.restore();
}
