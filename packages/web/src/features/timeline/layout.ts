import type { Bar, Ghost } from './bars.ts';
import type { Grouping } from './timeline-view.ts';

export const LANE_HEIGHT = 20;
/** What a folded group has instead of lanes: tall enough to tell a few at once from many. */
export const STRIP_HEIGHT = 40;
/** A group of more lanes than leave room for others stands folded until somebody unfolds it. */
export const MOST_LANES = 24;
export const MOST_LANES_ON_PHONE = 10;
const PADDING = 6;

/** Bars below each other's reach, in order of their start. */
export interface Lane {
  bars: readonly Bar[];
  /** The latest end of the bars up to each: grows, so that what is in sight is found by halving. */
  reach: readonly number[];
}

export interface Group {
  key: string;
  label: string;
  scheduleId: number | undefined;
  top: number;
  height: number;
  /** One with all bars while it is folded. */
  lanes: readonly Lane[];
  laneHeight: number;
  /** How many lanes it has unfolded: as many as were ever at once. */
  laneCount: number;
  ghosts: readonly Ghost[];
  count: number;
  folded: boolean;
}

export interface Layout {
  groups: readonly Group[];
  height: number;
}

/** Of what has no name to be grouped by. */
const LAST = '';

export function groupKey({ source }: Bar, by: Grouping): string {
  switch (by) {
    case 'queue':
      return source.queue;
    case 'schedule':
      return source.scheduleId === null ? LAST : String(source.scheduleId);
    case 'node':
      return source.node ?? LAST;
  }
}

const NONE: Record<Grouping, string> = {
  queue: '',
  schedule: 'Without a schedule',
  node: 'On no node',
};

interface LayoutInput {
  bars: readonly Bar[];
  ghosts: ReadonlyMap<string, Ghost[]>;
  by: Grouping;
  /** What a reader chose for a group: true folded, false unfolded. */
  folds: ReadonlyMap<string, boolean>;
  mostLanes: number;
}

/** Groups by name; within each, bars that overlap stand in lanes of their own. */
export function layOut({ bars, ghosts, by, folds, mostLanes }: LayoutInput): Layout {
  const byKey = new Map<string, Bar[]>();
  for (const bar of bars.toSorted((a, b) => a.from - b.from)) {
    const key = groupKey(bar, by);
    const group = byKey.get(key);
    if (group) group.push(bar);
    else byKey.set(key, [bar]);
  }
  for (const key of ghosts.keys()) if (!byKey.has(key)) byKey.set(key, []);
  const named = [...byKey].map(([key, members]) => ({
    key,
    members,
    label: labelOf(key, by, members, ghosts.get(key) ?? []),
  }));
  named.sort(
    (a, b) => Number(a.key === LAST) - Number(b.key === LAST) || a.label.localeCompare(b.label, 'en'),
  );
  let top = 0;
  const groups = named.map(({ key, members, label }): Group => {
    const rows = rowsOf(members, folds.get(key), mostLanes);
    const height = Math.max(1, rows.lanes.length) * rows.laneHeight + 2 * PADDING;
    const group = {
      key,
      label,
      scheduleId: by === 'schedule' && key !== LAST ? Number(key) : undefined,
      top,
      height,
      ...rows,
      ghosts: ghosts.get(key) ?? [],
      count: members.length,
    };
    top += height;
    return group;
  });
  return { groups, height: top };
}

/** Where nothing overlaps there is nothing to fold, whatever was chosen when there was. */
function rowsOf(
  members: readonly Bar[],
  choice: boolean | undefined,
  mostLanes: number,
): Pick<Group, 'lanes' | 'laneHeight' | 'laneCount' | 'folded'> {
  const lanes = lanesOf(members);
  const laneCount = lanes.length;
  const folded = laneCount > 1 && (choice ?? laneCount > mostLanes);
  return folded
    ? { lanes: [laneOf(members)], laneHeight: STRIP_HEIGHT, laneCount, folded }
    : { lanes, laneHeight: LANE_HEIGHT, laneCount, folded };
}

function labelOf(key: string, by: Grouping, members: readonly Bar[], ghosts: readonly Ghost[]): string {
  if (key === LAST) return NONE[by];
  if (by !== 'schedule') return key;
  return members.at(-1)?.source.label ?? ghosts[0]?.due[0]?.name ?? `Schedule ${key}`;
}

/** `bars` in order of their start: each goes to the first lane that is free. */
function lanesOf(bars: readonly Bar[]): Lane[] {
  const lanes: Bar[][] = [];
  const ends: number[] = [];
  let earliest = Infinity;
  for (const bar of bars) {
    // Where everything overlaps, looking through all lanes for each bar would take the square of the time.
    const free = earliest <= bar.from ? ends.findIndex((end) => end <= bar.from) : -1;
    if (free >= 0) {
      lanes[free]?.push(bar);
      ends[free] = bar.until;
    } else {
      lanes.push([bar]);
      ends.push(bar.until);
    }
    if (free >= 0 || bar.until < earliest)
      earliest = ends.reduce((least, end) => Math.min(least, end), Infinity);
  }
  return lanes.map(laneOf);
}

function laneOf(bars: readonly Bar[]): Lane {
  let reach = -Infinity;
  return { bars, reach: bars.map((bar) => (reach = Math.max(reach, bar.until))) };
}

/** The first bar of a lane that reaches `from`. */
export function firstReaching({ reach }: Lane, from: number): number {
  let [low, high] = [0, reach.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((reach[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const laneTop = (group: Group, lane: number): number => group.top + PADDING + lane * group.laneHeight;

/** The groups between two heights. */
export function groupsBetween({ groups }: Layout, top: number, bottom: number): Group[] {
  return groups.filter((group) => group.top < bottom && group.top + group.height > top);
}

export interface Place {
  group: Group;
  lane: number;
}

export function placeAt(layout: Layout, y: number): Place | undefined {
  const group = layout.groups.find(({ top, height }) => y >= top && y < top + height);
  if (!group) return undefined;
  const lane = Math.floor((y - group.top - PADDING) / group.laneHeight);
  return { group, lane: Math.min(Math.max(0, lane), Math.max(0, group.lanes.length - 1)) };
}
