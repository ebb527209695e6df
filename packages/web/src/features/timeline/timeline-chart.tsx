import { useEffect, useMemo, useState } from 'react';
import { cn } from '../../ui/cn.ts';
import { ownZone, zoneLabel } from '../../ui/format-time.ts';
import { useWidth } from '../../ui/use-media.ts';
import type { Bar, Ghost } from './bars.ts';
import { placeOf, sameTarget } from './find-bar.ts';
import { GroupNames } from './group-names.tsx';
import { laneTop, layOut, MOST_LANES, MOST_LANES_ON_PHONE, type Layout } from './layout.ts';
import { FloatingReadout, type Shown } from './floating-readout.tsx';
import { barSentence } from './readout.tsx';
import type { Scene } from './scene.ts';
import type { Grouping, Range } from './timeline-view.ts';
import { useChartKeys } from './use-chart-keys.ts';
import { useGestures } from './use-gestures.ts';
import { useScene, type SceneRefs } from './use-scene.ts';

interface TimelineChartProps {
  bars: readonly Bar[];
  ghosts: ReadonlyMap<string, Ghost[]>;
  by: Grouping;
  /** Groups that a reader folded or unfolded. */
  folds: ReadonlyMap<string, boolean>;
  onFold: (key: string, folded: boolean) => void;
  /** What is to be in sight at an instant. */
  rangeAt: (now: number) => Range;
  /** Somebody panned or zoomed. */
  onRange: (range: Range) => void;
  onOpen: (bar: Bar) => void;
}

const LIVE_MS = 1000;

/** Executions as bars over time. Drawn on a canvas; the keyboard moves along the bars, and the table tells the same. */
export function TimelineChart(props: TimelineChartProps) {
  const { bars, ghosts, by, folds, onFold, onRange, onOpen } = props;
  const phone = useWidth() === 'phone';
  const names = phone ? 104 : 184;
  const { scene, refs, height } = useScene(names);
  const mostLanes = phone ? MOST_LANES_ON_PHONE : MOST_LANES;
  const layout = useMemo(
    () => layOut({ bars, ghosts, by, folds, mostLanes }),
    [bars, ghosts, by, folds, mostLanes],
  );
  const [hovered, setHovered] = useState<Shown>();
  const [markedId, mark] = useState<number>();
  const marked = useMemo(
    () => (markedId === undefined ? undefined : placeOf(layout, markedId)?.bar),
    [layout, markedId],
  );
  useEffect(() => scene?.show({ layout, marked }), [scene, layout, marked]);
  useLiveRange(scene, props.rangeAt);
  const { rest } = useGestures(refs.body, scene, {
    onRest: () => scene && onRange(scene.range),
    onPress: (x, y) => {
      const target = scene?.at(x, y);
      if (target?.kind === 'bar') onOpen(target.bar);
      if (target?.kind === 'crowd') onFold(target.crowd.group.key, false);
    },
    onHover: (point) => setHovered((old) => hoveredAt(scene, point, old)),
  });
  const keys = useChartKeys({ scene, refs, layout, marked, mark, rest, onOpen });
  const shown = hovered ?? (marked && scene ? besideBar(marked, layout, scene, refs) : undefined);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      <div className="flex h-8 shrink-0 border-b border-line">
        <ZoneCorner width={names} />
        <canvas ref={refs.axis} aria-hidden="true" className="h-8 min-w-0" />
      </div>
      <div
        ref={refs.scroller}
        onScroll={(event) => {
          scene?.scrollTo(event.currentTarget.scrollTop);
          setHovered(undefined);
        }}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain"
      >
        <div className="relative" style={{ height: Math.max(layout.height, height) }}>
          <GroupNames layout={layout} by={by} width={names} onFold={onFold} />
          <div
            role="application"
            tabIndex={0}
            aria-roledescription="timeline"
            aria-label={HOW_TO}
            onKeyDown={keys}
            onBlur={() => mark(undefined)}
            className="sticky top-0 -outline-offset-2"
            style={{ marginLeft: names, height }}
          >
            <canvas
              ref={refs.body}
              data-timeline
              className={cn(
                'block touch-pan-y',
                hovered && hovered.target.kind !== 'ghost' ? 'cursor-pointer' : 'cursor-grab',
              )}
            />
          </div>
        </div>
      </div>
      <p aria-live="polite" className="sr-only">
        {marked ? barSentence(marked, Date.now()) : ''}
      </p>
      {shown ? <FloatingReadout shown={shown} names={names} /> : null}
    </div>
  );
}

const HOW_TO =
  'Executions over time. Arrow keys move along the bars, Enter opens one, plus and minus zoom, Shift with an arrow pans. The table lists the same.';

/** Every time on the axis is of this zone. */
const ZoneCorner = ({ width }: { width: number }) => (
  <span
    className="flex shrink-0 items-center truncate border-r border-line px-4 text-label text-faint"
    style={{ width }}
    title={ownZone()}
  >
    {zoneLabel(ownZone())}
  </span>
);

/** The same value while the pointer stays on the same thing, so that moving over it draws nothing anew. */
function hoveredAt(
  scene: Scene | undefined,
  point: { x: number; y: number } | undefined,
  old: Shown | undefined,
): Shown | undefined {
  const target = point && scene?.at(point.x, point.y);
  if (!target) return undefined;
  return old && sameTarget(old.target, target) ? old : { target, ...point };
}

/** Follows the present, or stays where the address says; either way the now-line moves on. */
function useLiveRange(scene: Scene | undefined, rangeAt: (now: number) => Range): void {
  useEffect(() => {
    if (!scene) return undefined;
    scene.settle(rangeAt(Date.now()));
    const timer = setInterval(() => {
      if (document.hidden) return;
      // A range somebody is just changing is not to be taken from under the pointer.
      if (scene.isMoving) scene.redraw();
      else scene.settle(rangeAt(Date.now()));
    }, LIVE_MS);
    return () => clearInterval(timer);
  }, [scene, rangeAt]);
}

function besideBar(bar: Bar, layout: Layout, scene: Scene, refs: SceneRefs): Shown | undefined {
  const place = placeOf(layout, bar.source.id);
  if (!place) return undefined;
  const { from, until } = scene.range;
  const x = ((Math.max(bar.from, from) - from) / (until - from)) * scene.width;
  const top = laneTop(place.group, place.lane) - (refs.scroller.current?.scrollTop ?? 0);
  return { target: { kind: 'bar', bar }, x, y: top + place.group.laneHeight };
}
