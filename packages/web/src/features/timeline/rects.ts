/** Rectangles as x, y, width, height each. */
export function fill(context: CanvasRenderingContext2D, rects: readonly number[], least = 0): void {
  for (let at = 0; at < rects.length; at += 4) {
    const width = rects[at + 2] as number;
    if (width >= least)
      context.fillRect(rects[at] as number, rects[at + 1] as number, width, rects[at + 3] as number);
  }
}

/** Drawn as four filled edges where there is room for a hole: strokes at half pixels blur. */
export function outline(context: CanvasRenderingContext2D, rects: readonly number[], color: string): void {
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
