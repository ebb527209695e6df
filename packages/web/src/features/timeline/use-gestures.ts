import { useEffect, useRef, type RefObject } from 'react';
import { useLatest } from '../../ui/use-latest.ts';
import type { Scene } from './scene.ts';
import { panned, zoomed } from './timeline-view.ts';

/** Further than this and a press is a drag. */
const DRAG = 4;
const REST_MS = 200;

interface Gestures {
  /** The range after the movement came to rest. */
  onRest: () => void;
  /** A press that was no drag. */
  onPress: (x: number, y: number) => void;
  onHover: (point: { x: number; y: number } | undefined) => void;
}

/** Drag and sideways wheel pan, Ctrl+wheel and pinch zoom at the pointer; a plain wheel scrolls the rows. */
export function useGestures(
  body: RefObject<HTMLCanvasElement | null>,
  scene: Scene | undefined,
  gestures: Gestures,
): { rest: () => void } {
  const latest = useLatest(gestures);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = useRef((): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current.onRest(), REST_MS);
  }).current;
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const canvas = body.current;
    if (!canvas || !scene) return undefined;
    const wheel = (event: WheelEvent): void => {
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 150);
        scene.move(zoomed(scene.range, factor, scene.instantAt(event.offsetX)));
      } else if (Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
        scene.move(panned(scene.range, perPixel(scene) * sideways));
      } else return;
      event.preventDefault();
      rest();
    };
    const pointers = pointerGestures(scene, latest, rest);
    canvas.addEventListener('wheel', wheel, { passive: false });
    canvas.addEventListener('pointerdown', pointers.down);
    canvas.addEventListener('pointermove', pointers.move);
    canvas.addEventListener('pointerup', pointers.up);
    canvas.addEventListener('pointercancel', pointers.cancel);
    canvas.addEventListener('pointerleave', pointers.leave);
    return () => {
      canvas.removeEventListener('wheel', wheel);
      canvas.removeEventListener('pointerdown', pointers.down);
      canvas.removeEventListener('pointermove', pointers.move);
      canvas.removeEventListener('pointerup', pointers.up);
      canvas.removeEventListener('pointercancel', pointers.cancel);
      canvas.removeEventListener('pointerleave', pointers.leave);
    };
  }, [body, scene, latest, rest]);
  return { rest };
}

const perPixel = (scene: Scene): number => (scene.range.until - scene.range.from) / Math.max(1, scene.width);

function pointerGestures(scene: Scene, latest: { readonly current: Gestures }, rest: () => void) {
  const held = new Map<number, { x: number; y: number }>();
  let start: { x: number; dragged: boolean } | undefined;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    held.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    start ??= { x: event.offsetX, dragged: false };
  };
  const move = (event: PointerEvent): void => {
    const before = held.get(event.pointerId);
    const point = { x: event.offsetX, y: event.offsetY };
    if (!before || !start) return latest.current.onHover(event.pointerType === 'mouse' ? point : undefined);
    if (!start.dragged && held.size === 1 && Math.abs(point.x - start.x) < DRAG) return;
    if (!start.dragged) {
      start.dragged = true;
      (event.target as Element).setPointerCapture(event.pointerId);
      latest.current.onHover(undefined);
    }
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, point);
    if (other) {
      const [was, is] = [Math.abs(before.x - other.x), Math.abs(point.x - other.x)];
      if (was > 8 && is > 8)
        scene.move(zoomed(scene.range, was / is, scene.instantAt((point.x + other.x) / 2)));
    } else scene.move(panned(scene.range, (before.x - point.x) * perPixel(scene)));
    rest();
  };
  const end = (event: PointerEvent): { x: number; dragged: boolean } | undefined => {
    const started = start;
    if (held.delete(event.pointerId) && held.size === 0) start = undefined;
    return started;
  };
  return {
    down,
    move,
    up: (event: PointerEvent): void => {
      const started = end(event);
      if (started && !started.dragged) latest.current.onPress(event.offsetX, event.offsetY);
    },
    cancel: (event: PointerEvent): void => void end(event),
    leave: (event: PointerEvent): void => {
      if (!start) latest.current.onHover(undefined);
      else if (!start.dragged) end(event);
    },
  };
}
