import { densityOf, type Layer } from './density.ts';
import { laneTop, STRIP_HEIGHT, type Group } from './layout.ts';
import type { Picture } from './picture.ts';
import { fill, outline } from './rects.ts';

/** However many are there at once, one of them is seen; of failures rather more. */
const LEAST_HEIGHT = 2;
const LEAST_BAD = 4;

/** A folded group: how many there were at once, by what became of them. Its full height is its number of lanes. */
export function paintStrip(context: CanvasRenderingContext2D, group: Group, picture: Picture): void {
  const [lane] = group.lanes;
  if (!lane) return;
  const { layers, totals } = densityOf(lane, picture);
  const most = totals.reduce((peak, total) => Math.max(peak, total), group.laneCount);
  // By the root: one rush of a hundred must not press the few of every other hour flat.
  const units = Float64Array.from(totals, (total) =>
    total === 0 ? 0 : (STRIP_HEIGHT * Math.sqrt(total / most)) / total,
  );
  const bottom = laneTop(group, 0) - picture.scrollTop + STRIP_HEIGHT;
  const filled = new Float64Array(totals.length);
  for (const layer of layers) paintLayer(context, layer, rectsOf(layer, filled, units, bottom), picture);
}

const isBad = ({ part, kind }: Layer): boolean => part === 'run' && (kind === 'failed' || kind === 'timeout');

/** Columns of one height that stand side by side are one rectangle; `filled` grows by them. */
function rectsOf(layer: Layer, filled: Float64Array, units: Float64Array, bottom: number): number[] {
  const least = isBad(layer) ? LEAST_BAD : LEAST_HEIGHT;
  const rects: number[] = [];
  let [start, base, height] = [0, 0, 0];
  const end = (at: number): void => {
    if (height > 0) rects.push(start, bottom - base - height, at - start, height);
  };
  for (let at = 0; at < filled.length; at++) {
    const count = layer.counts[at] as number;
    const under = filled[at] as number;
    const wanted = Math.max(least, Math.round(count * (units[at] as number)));
    const own = count === 0 ? 0 : Math.min(STRIP_HEIGHT - under, wanted);
    if (own !== height || under !== base) {
      end(at);
      [start, base, height] = [at, under, own];
    }
    filled[at] = under + own;
  }
  end(filled.length);
  return rects;
}

function paintLayer(
  context: CanvasRenderingContext2D,
  { part, kind }: Layer,
  rects: readonly number[],
  { palette, hatches }: Picture,
): void {
  context.fillStyle = palette.fill[kind];
  context.globalAlpha = part === 'wait' ? 0.5 : 1;
  fill(context, rects);
  context.globalAlpha = 1;
  if (part === 'wait') return;
  // Light yellow alone fades away on white.
  if (kind === 'running') outline(context, rects, palette.edge.running);
  const hatch = kind === 'failed' ? hatches.failed : kind === 'timeout' ? hatches.timeout : null;
  if (!hatch) return;
  context.fillStyle = hatch;
  fill(context, rects, 4);
}
