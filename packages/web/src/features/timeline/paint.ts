import { eachPart, endOf, type Bar, type BarKind, type Ghost, type Visit } from './bars.ts';
import { firstReaching, groupsBetween, LANE_HEIGHT, laneTop, type Lane } from './layout.ts';
import { paintStrip } from './paint-strip.ts';
import { paintWaits } from './paint-waits.ts';
import { LEAST, scaleOf, type Picture } from './picture.ts';
import { fill, outline } from './rects.ts';

const BAR = 12;
const WAIT = 4;
const GHOST = 7;
/** How far a label reaches beyond its tick. */
const LABEL = 44;
/** A gap that no pixel shows. */
const UNSEEN = 0.5;
/** Where there is no room for stripes, what failed stands out by its height. */
const HATCHED = 4;

const isBad = (kind: BarKind): boolean => kind === 'failed' || kind === 'timeout';

/** Rectangles that share a style, gathered so that the style is set once: x, y, width, height each. */
class Strokes {
  readonly #completed: number[] = [];
  /** What completed lies below: of those that share a pixel a failure is the one to see. */
  readonly runs = new Map<BarKind, number[]>([['completed', this.#completed]]);
  readonly waits = new Map<BarKind, number[]>();
  readonly #now: number;
  readonly #from: number;
  readonly #scale: number;
  readonly #furthest: number;
  #y = 0;

  constructor(picture: Picture) {
    this.#now = picture.now;
    this.#from = picture.range.from;
    this.#scale = scaleOf(picture);
    this.#furthest = picture.width + 4;
  }

  x(at: number): number {
    return Math.min(this.#furthest, Math.max(-4, (at - this.#from) * this.#scale));
  }

  /** Thousands a frame: nothing is made for each but its rectangles. */
  bar(bar: Bar, y: number): void {
    const now = this.#now;
    this.#y = y;
    eachPart(bar, now, this.#part);
    // What waits is seen even where it has only begun to.
    const end = endOf(bar, now);
    if (bar.until === Infinity && bar.startedAt === undefined && this.x(end) - this.x(bar.from) < LEAST)
      this.#run(bar.kind, end, end);
  }

  readonly #part: Visit = (part, kind, from, until) => {
    if (part === 'run') return this.#run(kind, from, until);
    const [left, right] = [this.x(from), this.x(until)];
    if (right - left >= 1) add(this.waits, kind, left, this.#y + (BAR - WAIT) / 2, right - left, WAIT);
  };

  /** Whether the last bar of the lane is what this one goes on from: thousands that touch are one rectangle. */
  #joined(left: number, width: number): boolean {
    const rects = this.#completed;
    const last = rects.length - 4;
    const end = (rects[last] as number) + (rects[last + 2] as number);
    if (rects[last + 1] !== this.#y || left < (rects[last] as number) || left - end > UNSEEN) return false;
    rects[last + 2] = Math.max(end, left + width) - (rects[last] as number);
    return true;
  }

  #run(kind: BarKind, from: number, until: number): void {
    const left = this.x(from);
    const width = Math.max(LEAST, this.x(until) - left);
    if (kind === 'skipped' || kind === 'paused') {
      // Two bands, of one that was skipped two dots: nothing runs here.
      add(this.runs, kind, left, this.#y, width, WAIT);
      add(this.runs, kind, left, this.#y + BAR - WAIT, width, WAIT);
    } else if (isBad(kind) && width < HATCHED) add(this.runs, kind, left, this.#y - 2, width, BAR + 4);
    else if (kind !== 'completed' || !this.#joined(left, width))
      add(this.runs, kind, left, this.#y, width, BAR);
  }
}

function add(to: Map<BarKind, number[]>, kind: BarKind, x: number, y: number, w: number, h: number): void {
  const known = to.get(kind);
  if (known) known.push(x, y, w, h);
  else to.set(kind, [x, y, w, h]);
}

/** Draws all that is in sight. Cost follows the pixels, not the bars: what falls on a column already drawn is left out. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, layout, scrollTop } = picture;
  context.clearRect(0, 0, width, height);
  paintGrid(context, picture);
  const strokes = new Strokes(picture);
  const ghosts: number[] = [];
  for (const group of groupsBetween(layout, scrollTop, scrollTop + height)) {
    if (group.folded) paintStrip(context, group, picture);
    else
      group.lanes.forEach((lane, index) => {
        const y = laneTop(group, index) - scrollTop;
        if (y < height && y + LANE_HEIGHT > 0) gatherLane(strokes, lane, y, picture);
      });
    gatherGhosts(ghosts, group.ghosts, laneTop(group, 0) - scrollTop + group.laneHeight / 2, picture);
  }
  paintBars(context, strokes, picture);
  paintGhosts(context, ghosts, picture);
  paintNow(context, picture);
  if (picture.marked) paintMark(context, picture.marked, picture);
}

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
  const { range, now } = picture;
  const { bars, reach } = lane;
  const scale = scaleOf(picture);
  const y = top + (LANE_HEIGHT - BAR) / 2;
  let drawnTo = -Infinity;
  let drawnBadly = false;
  for (let index = firstReaching(lane, range.from - LEAST / scale); index < bars.length; index++) {
    const bar = bars[index] as Bar;
    const bad = isBad(bar.kind);
    // Thousands a frame: the reach of a lane lies in one piece of memory, and of most no more is read.
    if ((reach[index] as number) <= drawnTo && (drawnBadly || !bad)) continue;
    if (bar.from >= range.until) break;
    const right = Math.max(strokes.x(endOf(bar, now)), strokes.x(bar.from) + LEAST);
    drawnTo = range.from + Math.ceil(right) / scale;
    drawnBadly = bad;
    strokes.bar(bar, y);
  }
}

/** Kinds that are drawn as an outline only. */
const HOLLOW = new Set<BarKind>(['cancelled', 'pending']);

function paintBars(context: CanvasRenderingContext2D, { runs, waits }: Strokes, picture: Picture): void {
  const { palette, hatches } = picture;
  paintWaits(context, waits, palette);
  for (const [kind, rects] of runs) {
    context.fillStyle = palette.fill[kind];
    if (HOLLOW.has(kind)) outline(context, rects, palette.fill[kind]);
    else fill(context, rects);
    // Light yellow alone fades away on white.
    if (kind === 'running') outline(context, rects, palette.edge.running);
    const hatch = kind === 'failed' ? hatches.failed : kind === 'timeout' ? hatches.timeout : null;
    if (!hatch) continue;
    context.fillStyle = hatch;
    fill(context, rects, HATCHED);
  }
}

function gatherGhosts(to: number[], ghosts: readonly Ghost[], y: number, picture: Picture): void {
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
    to.push(x, y);
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
      context.strokeRect(left - 3, top + 1, right - left + 6, group.laneHeight - 2);
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
    if (at + LABEL > width || (nowAt !== undefined && at + 4 < nowAt + 32 && at + LABEL > nowAt - 18))
      continue;
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
