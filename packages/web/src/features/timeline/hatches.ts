import type { Palette } from './palette.ts';
import type { Hatches } from './picture.ts';

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
