import { endOf, type Bar, type Ghost } from './bars.ts';
import { firstReaching, type Group, type Lane, type Layout, placeAt } from './layout.ts';

/** Several bars of a folded group at one instant. */
export interface Crowd {
  group: Group;
  at: number;
  bars: readonly Bar[];
}

export type Target =
  { kind: 'bar'; bar: Bar } | { kind: 'crowd'; crowd: Crowd } | { kind: 'ghost'; ghost: Ghost };

interface Pointed {
  y: number;
  at: number;
  /** How far beside a bar it still counts as hit. */
  slackMs: number;
  now: number;
}

/** What is drawn at a point: the nearest bar of its lane, else a due time of its group. */
export function targetAt(layout: Layout, { y, at, slackMs, now }: Pointed): Target | undefined {
  const place = placeAt(layout, y);
  if (!place) return undefined;
  const { group } = place;
  const lane = group.lanes[place.lane];
  const crowd = lane && group.folded ? barsAt(lane, at, slackMs / 2, now) : [];
  if (crowd.length > 1) return { kind: 'crowd', crowd: { group, at, bars: crowd } };
  const bar = lane && nearestBar(lane, at, slackMs, now);
  if (bar) return { kind: 'bar', bar };
  const ghost =
    place.lane === 0 && group.ghosts.find((one) => one.at >= now && Math.abs(one.at - at) <= slackMs * 1.5);
  return ghost ? { kind: 'ghost', ghost } : undefined;
}

export function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'bar') return b.kind === 'bar' && a.bar === b.bar;
  if (a.kind === 'ghost') return b.kind === 'ghost' && a.ghost === b.ghost;
  return (
    b.kind === 'crowd' &&
    a.crowd.group.key === b.crowd.group.key &&
    a.crowd.bars.length === b.crowd.bars.length &&
    a.crowd.bars.every((bar, index) => bar === b.crowd.bars[index])
  );
}

/** The bars of a lane that reach into a stretch of time. */
function barsAt(lane: Lane, at: number, slackMs: number, now: number): Bar[] {
  const found: Bar[] = [];
  for (let index = firstReaching(lane, at - slackMs); index < lane.bars.length; index++) {
    const bar = lane.bars[index] as Bar;
    if (bar.from > at + slackMs) break;
    if (endOf(bar, now) >= at - slackMs) found.push(bar);
  }
  return found;
}

function nearestBar(lane: Lane, at: number, slackMs: number, now: number): Bar | undefined {
  let best: Bar | undefined;
  let distance = slackMs;
  for (let index = firstReaching(lane, at - slackMs); index < lane.bars.length; index++) {
    const bar = lane.bars[index] as Bar;
    if (bar.from > at + slackMs) break;
    const gap = Math.max(0, bar.from - at, at - endOf(bar, now));
    // The later of two that are as near lies on top.
    if (gap <= distance) [best, distance] = [bar, gap];
  }
  return best;
}

export type Step = 'next' | 'previous' | 'up' | 'down' | 'first' | 'last';

/** Where the keyboard goes from a bar; without one, to the newest. */
export function stepFrom(layout: Layout, from: Bar | undefined, step: Step): Bar | undefined {
  const lanes = layout.groups.flatMap((group) => group.lanes.filter(({ bars }) => bars.length > 0));
  if (lanes.length === 0) return undefined;
  if (step === 'first') return lanes.flatMap(({ bars }) => bars[0] ?? []).sort((a, b) => a.from - b.from)[0];
  const at = from && lanes.findIndex(({ bars }) => bars.includes(from));
  if (step === 'last' || at === undefined || at < 0)
    return lanes.flatMap(({ bars }) => bars.at(-1) ?? []).sort((a, b) => b.from - a.from)[0];
  const lane = lanes[at] as Lane;
  const index = lane.bars.indexOf(from as Bar);
  if (step === 'next') return lane.bars[index + 1] ?? from;
  if (step === 'previous') return lane.bars[index - 1] ?? from;
  const beside = lanes[at + (step === 'down' ? 1 : -1)];
  return beside ? closest(beside, (from as Bar).from) : from;
}

function closest({ bars }: Lane, at: number): Bar | undefined {
  let best: Bar | undefined;
  for (const bar of bars) if (!best || Math.abs(bar.from - at) < Math.abs(best.from - at)) best = bar;
  return best;
}

/** Where a bar lies; undefined when it is not there any more. */
export function placeOf(layout: Layout, id: number): { group: Group; lane: number; bar: Bar } | undefined {
  for (const group of layout.groups)
    for (const [lane, { bars }] of group.lanes.entries()) {
      const bar = bars.find(({ source }) => source.id === id);
      if (bar) return { group, lane, bar };
    }
  return undefined;
}
