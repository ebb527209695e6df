import type { KeyboardEvent } from 'react';
import type { Bar } from './bars.ts';
import { placeOf, stepFrom, type Step } from './find-bar.ts';
import { laneTop, type Layout } from './layout.ts';
import type { Scene } from './scene.ts';
import { panned, revealing, zoomed, type Range } from './timeline-view.ts';
import type { SceneRefs } from './use-scene.ts';

interface ChartKeys {
  scene: Scene | undefined;
  refs: SceneRefs;
  layout: Layout;
  marked: Bar | undefined;
  mark: (id: number | undefined) => void;
  rest: () => void;
  onOpen: (bar: Bar) => void;
}

const STEPS: Partial<Record<string, Step>> = {
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** Moves along the bars, zooms and pans; what it knows not it leaves to the page. */
export function useChartKeys({ scene, refs, layout, marked, mark, rest, onOpen }: ChartKeys) {
  const move = (range: Range): void => {
    scene?.move(range);
    rest();
  };
  const go = (step: Step): void => {
    const bar = stepFrom(layout, marked, step);
    if (!bar || !scene) return;
    mark(bar.source.id);
    const range = revealing(scene.range, bar.startedAt ?? bar.from, bar.until);
    if (range !== scene.range) move(range);
    const place = placeOf(layout, bar.source.id);
    const scroller = refs.scroller.current;
    if (!place || !scroller) return;
    const top = laneTop(place.group, place.lane);
    const bottom = top + place.group.laneHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top - 8;
    else if (bottom > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = bottom + 8 - scroller.clientHeight;
  };
  const act = (event: KeyboardEvent): boolean => {
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { from, until } = scene.range;
    const zoom = (factor: number): void =>
      move(zoomed(scene.range, factor, marked?.startedAt ?? (from + until) / 2));
    const step = STEPS[event.key];
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight'))
      move(panned(scene.range, ((until - from) / 4) * (event.key === 'ArrowLeft' ? -1 : 1)));
    else if (step) go(step);
    else if (event.key === '+' || event.key === '=') zoom(0.5);
    else if (event.key === '-') zoom(2);
    else if (event.key === 'Enter' && marked) onOpen(marked);
    else if (event.key === 'Escape' && marked) mark(undefined);
    else return false;
    return true;
  };
  return (event: KeyboardEvent): void => {
    if (!act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
