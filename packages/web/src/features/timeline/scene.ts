import type { Bar } from './bars.ts';
import { targetAt, type Target } from './find-bar.ts';
import type { Layout } from './layout.ts';
import { makeHatches } from './hatches.ts';
import { paint, paintAxis } from './paint.ts';
import { readPalette, type Palette } from './palette.ts';
import type { Hatches, Picture } from './picture.ts';
import { ticksOf, type Tick } from './ticks.ts';
import type { Range } from './timeline-view.ts';

/** How far beside a bar a pointer still means it. */
const SLACK = 5;

interface Canvases {
  body: HTMLCanvasElement;
  axis: HTMLCanvasElement;
}

/**
 * What is on the canvases. Panning and zooming change only this and cost one drawing a frame; React hears of it when
 * the movement has come to rest.
 */
export class Scene {
  readonly #canvases: Canvases;
  readonly #zone: string;
  #palette: Palette;
  #hatches: Hatches = { failed: null, timeout: null };
  #layout: Layout = { groups: [], height: 0 };
  #range: Range = { from: 0, until: 1 };
  #scrollTop = 0;
  #marked: Bar | undefined;
  #ticks: readonly Tick[] = [];
  #size = { width: 0, height: 0, axis: 0, ratio: 1 };
  #moving = false;
  #frame: number | undefined;

  constructor(canvases: Canvases, zone: string) {
    this.#canvases = canvases;
    this.#zone = zone;
    this.#palette = readPalette(canvases.body.parentElement ?? document.body);
  }

  get range(): Range {
    return this.#range;
  }

  get width(): number {
    return this.#size.width;
  }

  /** Whether somebody pans or zooms, and the page does not know of it yet. */
  get isMoving(): boolean {
    return this.#moving;
  }

  readonly show = ({ layout, marked }: { layout: Layout; marked: Bar | undefined }): void => {
    this.#layout = layout;
    this.#marked = marked;
    this.redraw();
  };

  /** To where a gesture leads. */
  readonly move = (range: Range): void => {
    this.#moving = true;
    this.#setRange(range);
    this.redraw();
  };

  /** To what the page says. */
  readonly settle = (range: Range): void => {
    this.#moving = false;
    this.#setRange(range);
    this.redraw();
  };

  readonly scrollTo = (top: number): void => {
    this.#scrollTop = top;
    this.redraw();
  };

  /** The theme changed: the colours are others. */
  readonly recolour = (): void => {
    this.#palette = readPalette(this.#canvases.body.parentElement ?? document.body);
    this.#makeHatches();
    this.redraw();
  };

  readonly resize = (width: number, height: number): void => {
    const ratio = window.devicePixelRatio;
    const axis = this.#canvases.axis.clientHeight;
    this.#size = { width, height, axis, ratio };
    fit(this.#canvases.body, width, height, ratio);
    fit(this.#canvases.axis, width, axis, ratio);
    this.#makeHatches();
    this.#setRange(this.#range);
    // At once: a canvas whose size was set is empty.
    this.#draw();
  };

  /** What a point of the body shows; the present at `now`. */
  readonly at = (x: number, y: number): Target | undefined => {
    const perPixel = (this.#range.until - this.#range.from) / Math.max(1, this.#size.width);
    return targetAt(this.#layout, {
      y: y + this.#scrollTop,
      at: this.#range.from + x * perPixel,
      slackMs: SLACK * perPixel,
      now: Date.now(),
    });
  };

  readonly instantAt = (x: number): number =>
    this.#range.from + (x / Math.max(1, this.#size.width)) * (this.#range.until - this.#range.from);

  readonly redraw = (): void => {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  };

  readonly stop = (): void => {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  };

  #setRange(range: Range): void {
    this.#range = range;
    this.#ticks = ticksOf(range, this.#size.width, this.#zone);
  }

  #makeHatches(): void {
    const context = this.#canvases.body.getContext('2d');
    if (context) this.#hatches = makeHatches(context, this.#palette, this.#size.ratio);
  }

  #draw(): void {
    const { width, height, axis, ratio } = this.#size;
    const [body, head] = [this.#canvases.body.getContext('2d'), this.#canvases.axis.getContext('2d')];
    if (!body || !head || width === 0) return;
    const picture: Picture = {
      width,
      height,
      range: this.#range,
      scrollTop: this.#scrollTop,
      now: Date.now(),
      layout: this.#layout,
      ticks: this.#ticks,
      palette: this.#palette,
      hatches: this.#hatches,
      marked: this.#marked,
    };
    for (const context of [body, head]) context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(body, picture);
    paintAxis(head, { ...picture, height: axis });
  }
}

function fit(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
