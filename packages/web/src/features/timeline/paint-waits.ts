import type { BarKind } from './bars.ts';
import type { Palette } from './palette.ts';
import { fill } from './rects.ts';

/** Those that still wait; the waits of others are paler, since what became of them matters more. */
const WAITING = new Set<BarKind>(['ready', 'pending', 'retrying', 'paused', 'blocked']);
const PALE = 0.55;
const DASHES = [5, 3];

/** Thin lines. Each reason to wait has a shape of its own, so that they are told apart without colour. */
export function paintWaits(
  context: CanvasRenderingContext2D,
  waits: ReadonlyMap<BarKind, readonly number[]>,
  palette: Palette,
): void {
  for (const [kind, rects] of waits) {
    context.globalAlpha = WAITING.has(kind) ? 1 : PALE;
    // Light yellow alone fades away on white.
    context.fillStyle = kind === 'running' ? palette.edge.running : palette.fill[kind];
    if (kind === 'blocked') dash(context, rects, palette.fill.blocked);
    else if (kind === 'pending') fill(context, shifted(rects, 1, 2));
    else if (kind === 'paused') {
      fill(context, shifted(rects, -1, 2));
      fill(context, shifted(rects, 3, 2));
    } else fill(context, rects);
  }
  context.globalAlpha = 1;
}

/** The same lines lower by `down`, `height` thick. */
const shifted = (rects: readonly number[], down: number, height: number): number[] =>
  rects.map((value, at) => (at % 4 === 1 ? value + down : at % 4 === 3 ? height : value));

function dash(context: CanvasRenderingContext2D, rects: readonly number[], color: string): void {
  context.strokeStyle = color;
  context.beginPath();
  for (let at = 0; at < rects.length; at += 4) {
    const [x, y, width, height] = rects.slice(at, at + 4) as [number, number, number, number];
    context.lineWidth = height;
    context.moveTo(x, y + height / 2);
    context.lineTo(x + width, y + height / 2);
  }
  context.setLineDash(DASHES);
  context.stroke();
  context.setLineDash([]);
}
