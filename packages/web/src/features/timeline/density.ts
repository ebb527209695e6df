import { eachPart, type BarKind } from './bars.ts';
import { firstReaching, type Lane } from './layout.ts';
import { LEAST } from './picture.ts';
import type { Range } from './timeline-view.ts';

/** How many of one look there are in each column. */
export interface Layer {
  part: 'wait' | 'run';
  kind: BarKind;
  counts: Int32Array;
}

export interface Density {
  layers: readonly Layer[];
  /** All of a column together. */
  totals: Int32Array;
}

/** What stands at the bottom of a column, where it is seen even where much lies above it. */
const ORDER: readonly BarKind[] = [
  'failed',
  'timeout',
  'running',
  'completed',
  'cancelled',
  'skipped',
  'blocked',
  'paused',
  'retrying',
  'ready',
  'pending',
];
const rankOf = ({ part, kind }: Layer): number => (part === 'run' ? 0 : ORDER.length) + ORDER.indexOf(kind);

interface Sight {
  range: Range;
  /** In columns of a pixel. */
  width: number;
  now: number;
}

/** Counts what overlaps, column by column; runs below, waits above them. */
export function densityOf(lane: Lane, { range, width, now }: Sight): Density {
  const columns = Math.max(1, Math.ceil(width));
  const scale = width / (range.until - range.from);
  const column = (x: number): number => Math.min(columns, Math.max(0, x));
  const layers = new Map<string, Layer>();
  /** Where a part begins one more, where it ends one less. */
  const add = (part: 'wait' | 'run', kind: BarKind, from: number, until: number): void => {
    if (until <= 0 || from >= columns) return;
    const key = `${part} ${kind}`;
    const layer = layers.get(key) ?? { part, kind, counts: new Int32Array(columns + 1) };
    layers.set(key, layer);
    const { counts } = layer;
    (counts[column(from)] as number)++;
    (counts[column(until)] as number)--;
  };
  for (let index = firstReaching(lane, range.from - LEAST / scale); index < lane.bars.length; index++) {
    const bar = lane.bars[index] as Lane['bars'][number];
    if (bar.from >= range.until) break;
    eachPart(bar, now, (part, kind, from, until) => {
      const left = Math.floor((from - range.from) * scale);
      const right = (until - range.from) * scale;
      if (part === 'run') add(part, kind, left, Math.max(left + LEAST, Math.ceil(right)));
      // A run begins in the column in which its wait ends, and both are one.
      else if (Math.floor(right) > left) add(part, kind, left, Math.floor(right));
      else if (bar.startedAt === undefined && until >= now) add(part, kind, left, left + LEAST);
    });
  }
  const sorted = [...layers.values()].sort((a, b) => rankOf(a) - rankOf(b));
  return { layers: sorted, totals: summed(sorted, columns) };
}

/** Turns the changes at each column into counts, and adds them up. */
function summed(layers: readonly Layer[], columns: number): Int32Array {
  const total = new Int32Array(columns);
  for (const { counts } of layers)
    for (let at = 0, sum = 0; at < columns; at++) {
      sum += counts[at] as number;
      counts[at] = sum;
      (total[at] as number) += sum;
    }
  return total;
}
