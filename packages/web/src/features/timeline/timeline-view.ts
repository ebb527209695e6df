import { oneOf, rowId, word } from '../../app/search-values.ts';

/** The part of time that is looked at, in milliseconds since 1970. */
export interface Range {
  from: number;
  until: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const SPANS = { '10m': 10 * MINUTE, '1h': HOUR, '4h': 4 * HOUR, '1d': DAY, '1w': 7 * DAY } as const;
export type Span = keyof typeof SPANS;
/** Where there is much, and nobody asked for more or less of it. */
export const USUAL_SPAN: Span = '4h';
/** To choose from. The shortest is only begun with, where all there is ran just now: an hour would show a sliver of it. */
export const SPAN_LABELS = { '1h': '1 h', '4h': '4 h', '1d': '1 d', '1w': '1 w' } as const;
export type OfferedSpan = keyof typeof SPAN_LABELS;
export const OFFERED_SPANS = Object.keys(SPAN_LABELS) as OfferedSpan[];

export const GROUPINGS = ['queue', 'schedule', 'node'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const SHORTEST = MINUTE;
const LONGEST = 60 * DAY;
/** How much of a view that follows the present lies ahead of it. */
const AHEAD = 0.2;

/** What the address holds: without from and until the view follows the present. */
export interface TimelineView {
  by?: Exclude<Grouping, 'queue'> | undefined;
  span?: Span | undefined;
  from?: string | undefined;
  until?: string | undefined;
  queue?: string | undefined;
  schedule?: number | undefined;
  show?: 'table' | undefined;
  /** Groups folded and unfolded by hand, with commas between. */
  fold?: string | undefined;
  unfold?: string | undefined;
}

function instant(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}

/** Reads an address; what makes no sense is left out. */
export function parseTimelineView(search: Record<string, unknown>): TimelineView {
  const [from, until] = [instant(search['from']), instant(search['until'])];
  const fits =
    from !== undefined && until !== undefined && until - from >= SHORTEST && until - from <= LONGEST;
  return {
    by: oneOf(search['by'], ['schedule', 'node']),
    span: oneOf(search['span'], Object.keys(SPANS) as Span[]),
    from: fits ? new Date(from).toISOString() : undefined,
    until: fits ? new Date(until).toISOString() : undefined,
    queue: word(search['queue'], 64),
    schedule: rowId(search['schedule']),
    show: search['show'] === 'table' ? 'table' : undefined,
    fold: word(search['fold'], 4000),
    unfold: word(search['unfold'], 4000),
  };
}

export const follows = (view: TimelineView): boolean => view.from === undefined;

/** What is in sight. */
export function rangeOf(view: TimelineView, now: number): Range {
  if (view.from !== undefined && view.until !== undefined)
    return { from: Date.parse(view.from), until: Date.parse(view.until) };
  const span = SPANS[view.span ?? USUAL_SPAN];
  return { from: now - span * (1 - AHEAD), until: now + span * AHEAD };
}

/** The range as the address holds it, to the second. */
export const rangeInAddress = ({ from, until }: Range): { from: string; until: string } => ({
  from: new Date(Math.round(from / 1000) * 1000).toISOString(),
  until: new Date(Math.round(until / 1000) * 1000).toISOString(),
});

/** Zooms around an instant that stays where it is; a factor below 1 shows less time. */
export function zoomed({ from, until }: Range, factor: number, around: number): Range {
  const span = Math.min(LONGEST, Math.max(SHORTEST, (until - from) * factor));
  const share = (around - from) / (until - from);
  return { from: around - span * share, until: around + span * (1 - share) };
}

export const panned = ({ from, until }: Range, ms: number): Range => ({ from: from + ms, until: until + ms });

/** Moves a range so that an instant is in sight, with some room around it; the same range where it is already. */
export function revealing(range: Range, from: number, until: number): Range {
  const room = (range.until - range.from) * 0.1;
  if (from >= range.from && Math.min(until, from + room) <= range.until) return range;
  return panned(range, from - room - range.from);
}

/** Which named span a range has, if any. */
export function spanOf({ from, until }: Range): Span | undefined {
  const names = Object.keys(SPANS) as Span[];
  return names.find((name) => Math.abs(until - from - SPANS[name]) < 2000);
}

/**
 * What is read for a view: more than is in sight and to whole steps, so that a little panning asks for nothing and
 * a view that follows the present asks anew only now and then.
 */
export function rangeToRead({ from, until }: Range): Range {
  const size = 2 ** Math.ceil(Math.log2(until - from));
  const step = Math.max(MINUTE, size / 8);
  return {
    from: Math.floor((from - size / 4) / step) * step,
    until: Math.ceil((until + size / 4) / step) * step,
  };
}
