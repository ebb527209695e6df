import { endOf, type Bar, type BarKind, type Ghost } from './bars.ts';
import { firstReaching, groupsBetween, LANE_HEIGHT, laneTop, type Lane, type Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Tick } from './ticks.ts';
import type { Range } from './timeline-view.ts';

const BAR = 12;
const WAIT = 4;
/** A bar is never thinner: what was short must be seen too. */
const LEAST = 2;
const GHOST = 7;

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

/** Rectangles that share a style, gathered so that the style is set once: x, y, width, height each. */
class Strokes {
  readonly runs = new Map<BarKind, number[]>();
  readonly waits = new Map<BarKind, number[]>();

  static add(to: Map<BarKind, number[]>, kind: BarKind, x: number, y: number, w: number, h: number): void {
    const known = to.get(kind);
    if (known) known.push(x, y, w, h);
    else to.set(kind, [x, y, w, h]);
  }
}

/** Draws all that is in sight. Cost follows the pixels, not the bars: what falls on a column already drawn is left out. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, layout, scrollTop } = picture;
  context.clearRect(0, 0, width, height);
  paintGrid(context, picture);
  const strokes = new Strokes();
  const ghosts: number[] = [];
  for (const group of groupsBetween(layout, scrollTop, scrollTop + height)) {
    group.lanes.forEach((lane, index) => {
      const y = laneTop(group, index) - scrollTop;
      if (y < height && y + LANE_HEIGHT > 0) gatherLane(strokes, lane, y, picture);
    });
    gatherGhosts(ghosts, group.ghosts, laneTop(group, 0) - scrollTop, picture);
  }
  paintBars(context, strokes, picture);
  paintGhosts(context, ghosts, picture);
  paintNow(context, picture);
  if (picture.marked) paintMark(context, picture.marked, picture);
}

const scaleOf = ({ range, width }: Picture): number => width / (range.until - range.from);

function paintGrid(context: CanvasRenderingContext2D, picture: Picture): void {
  const { ticks, palette, range, height, width, layout, scrollTop } = picture;
  const scale = scaleOf(picture);
  for (const tick of ticks) {
    context.fillStyle = tick.day ? palette.strong : palette.line;
    context.fillRect(Math.round((tick.at - range.from) * scale), 0, 1, height);
  }
  context.fillStyle = palette.line;
  for (const { top, height: own } of groupsBetween(layout, scrollTop, scrollTop + height))
    context.fillRect(0, top + own - scrollTop - 1, width, 1);
}

function gatherLane(strokes: Strokes, lane: Lane, top: number, picture: Picture): void {
  const { range, now, width } = picture;
  const scale = scaleOf(picture);
  const x = (at: number): number => Math.min(width + 4, Math.max(-4, (at - range.from) * scale));
  let drawnTo = -Infinity;
  let drawnBadly = false;
  for (let index = firstReaching(lane, range.from - LEAST / scale); index < lane.bars.length; index++) {
    const bar = lane.bars[index] as Bar;
    if (bar.from >= range.until) break;
    const right = Math.max(x(endOf(bar, now)), x(bar.from) + LEAST);
    const bad = bar.kind === 'failed' || bar.kind === 'timeout';
    // Of those that share a pixel a failure is the one to see.
    if (right <= drawnTo && (drawnBadly || !bad)) continue;
    drawnTo = Math.ceil(right);
    drawnBadly = bad;
    gatherBar(strokes, bar, top + (LANE_HEIGHT - BAR) / 2, x, now);
  }
}

function gatherBar(strokes: Strokes, bar: Bar, y: number, x: (at: number) => number, now: number): void {
  const end = endOf(bar, now);
  const wait = (from: number, until: number): void => {
    const [left, right] = [x(from), x(until)];
    if (right - left >= 1)
      Strokes.add(strokes.waits, bar.kind, left, y + (BAR - WAIT) / 2, right - left, WAIT);
  };
  const run = (kind: BarKind, from: number, until: number): void => {
    const left = x(from);
    Strokes.add(strokes.runs, kind, left, y, Math.max(LEAST, x(until) - left), BAR);
  };
  if (bar.kind === 'skipped') return run('skipped', bar.from, bar.from);
  let waited = bar.from;
  for (const attempt of bar.earlier) {
    wait(waited, attempt.from);
    run(attempt.failed ? 'failed' : 'cancelled', attempt.from, attempt.until);
    waited = attempt.until;
  }
  if (bar.startedAt === undefined) {
    wait(waited, end);
    // What waits is seen even where it has only begun to.
    if (x(end) - x(bar.from) < LEAST) run(bar.kind, end, end);
    return;
  }
  wait(waited, bar.startedAt);
  run(bar.kind, bar.startedAt, end);
}

/** Kinds that are drawn as an outline only. */
const HOLLOW = new Set<BarKind>(['cancelled', 'skipped', 'pending']);

function paintBars(context: CanvasRenderingContext2D, { runs, waits }: Strokes, picture: Picture): void {
  const { palette, hatches } = picture;
  context.globalAlpha = 0.5;
  for (const [kind, rects] of waits) {
    context.fillStyle = palette.fill[kind];
    fill(context, rects);
  }
  context.globalAlpha = 1;
  for (const [kind, rects] of runs) {
    context.fillStyle = palette.fill[kind];
    if (HOLLOW.has(kind)) outline(context, rects, palette.fill[kind]);
    else fill(context, rects);
    // Light yellow alone fades away on white.
    if (kind === 'running') outline(context, rects, palette.edge.running);
    const hatch = kind === 'failed' ? hatches.failed : kind === 'timeout' ? hatches.timeout : null;
    if (!hatch) continue;
    context.fillStyle = hatch;
    fill(context, rects, 4);
  }
}

function fill(context: CanvasRenderingContext2D, rects: readonly number[], least = 0): void {
  for (let at = 0; at < rects.length; at += 4) {
    const width = rects[at + 2] as number;
    if (width >= least)
      context.fillRect(rects[at] as number, rects[at + 1] as number, width, rects[at + 3] as number);
  }
}

/** Drawn as four filled edges where there is room for a hole: strokes at half pixels blur. */
function outline(context: CanvasRenderingContext2D, rects: readonly number[], color: string): void {
  context.fillStyle = color;
  for (let at = 0; at < rects.length; at += 4) {
    const [x, y, w, h] = rects.slice(at, at + 4) as [number, number, number, number];
    if (w < 4) {
      context.fillRect(x, y, w, h);
      continue;
    }
    context.fillRect(x, y, w, 1);
    context.fillRect(x, y + h - 1, w, 1);
    context.fillRect(x, y, 1, h);
    context.fillRect(x + w - 1, y, 1, h);
  }
}

function gatherGhosts(to: number[], ghosts: readonly Ghost[], top: number, picture: Picture): void {
  const { range, now } = picture;
  const scale = scaleOf(picture);
  let drawnTo = -Infinity;
  for (const { at } of ghosts) {
    if (at < now || at < range.from) continue;
    if (at > range.until) break;
    const x = (at - range.from) * scale;
    if (x < drawnTo) continue;
    // A row of due times closer than their marks is one line of marks.
    drawnTo = x + GHOST + 1;
    to.push(x, top + LANE_HEIGHT / 2);
  }
}

/** Diamonds without a fill: due, but not there yet. */
function paintGhosts(
  context: CanvasRenderingContext2D,
  ghosts: readonly number[],
  { palette }: Picture,
): void {
  if (ghosts.length === 0) return;
  const half = GHOST / 2;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = 0; at < ghosts.length; at += 2) {
    const [x, y] = [ghosts[at] as number, ghosts[at + 1] as number];
    context.moveTo(x, y - half);
    context.lineTo(x + half, y);
    context.lineTo(x, y + half);
    context.lineTo(x - half, y);
    context.closePath();
  }
  context.stroke();
}

function paintNow(context: CanvasRenderingContext2D, picture: Picture): void {
  const x = (picture.now - picture.range.from) * scaleOf(picture);
  if (x < 0 || x > picture.width) return;
  context.fillStyle = picture.palette.link;
  context.fillRect(Math.round(x), 0, 1.5, picture.height);
}

function paintMark(context: CanvasRenderingContext2D, bar: Bar, picture: Picture): void {
  const { layout, range, now, scrollTop, palette } = picture;
  const scale = scaleOf(picture);
  for (const group of layout.groups)
    for (const [lane, { bars }] of group.lanes.entries()) {
      if (!bars.includes(bar)) continue;
      const left = (bar.from - range.from) * scale;
      const right = Math.max(left + LEAST, (endOf(bar, now) - range.from) * scale);
      context.strokeStyle = palette.focus;
      context.lineWidth = 2;
      const top = laneTop(group, lane) - scrollTop;
      context.strokeRect(left - 3, top + 1, right - left + 6, LANE_HEIGHT - 2);
      return;
    }
}

/** The axis: times above the bars, the present marked. */
export function paintAxis(context: CanvasRenderingContext2D, picture: Picture): void {
  const { ticks, palette, range, width, height, now } = picture;
  const scale = scaleOf(picture);
  context.clearRect(0, 0, width, height);
  context.font = palette.font;
  context.textBaseline = 'middle';
  const x = (at: number): number => Math.round((at - range.from) * scale);
  const nowAt = now >= range.from && now <= range.until ? x(now) : undefined;
  for (const tick of ticks) {
    const at = x(tick.at);
    context.fillStyle = tick.day ? palette.strong : palette.line;
    context.fillRect(at, height - 8, 1, 8);
    if (nowAt !== undefined && at + 4 < nowAt + 20 && at + 44 > nowAt - 18) continue;
    context.font = tick.day ? `600 ${palette.font}` : palette.font;
    context.fillStyle = tick.day ? palette.text : palette.muted;
    context.fillText(tick.label, at + 4, height / 2 - 2);
  }
  if (nowAt === undefined) return;
  context.fillStyle = palette.link;
  context.font = `600 ${palette.font}`;
  context.textAlign = 'center';
  context.fillText('now', Math.min(width - 14, Math.max(14, nowAt)), height / 2 - 2);
  context.textAlign = 'start';
  context.fillRect(nowAt, height - 8, 1.5, 8);
}

/** Stripes in the colour of the ground over a solid bar. */
export function makeHatches(context: CanvasRenderingContext2D, palette: Palette, ratio: number): Hatches {
  const stripes = (falling: boolean): CanvasPattern | null => {
    const tile = document.createElement('canvas');
    const size = Math.round(6 * ratio);
    tile.width = tile.height = size;
    const drawing = tile.getContext('2d');
    if (!drawing) return null;
    drawing.strokeStyle = palette.surface;
    drawing.lineWidth = 1.6 * ratio;
    drawing.beginPath();
    for (const shift of [-size, 0, size]) {
      drawing.moveTo(shift, falling ? 0 : size);
      drawing.lineTo(shift + size, falling ? size : 0);
    }
    drawing.stroke();
    const pattern = context.createPattern(tile, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern;
  };
  return { failed: stripes(false), timeout: stripes(true) };
}
