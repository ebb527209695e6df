import type { ScheduleType } from '@tutti/contract';
import { oneOf, word } from '../../app/search-values.ts';

export const SCHEDULE_TYPES = [
  'cron',
  'interval',
  'one_time',
  'event',
] as const satisfies readonly ScheduleType[];
export const SORTS = ['name', 'nextRunAt', 'lastRunAt'] as const;
export type ScheduleSort = (typeof SORTS)[number];

export const TYPE_WORDS: Record<ScheduleType, string> = {
  cron: 'Cron',
  interval: 'Interval',
  one_time: 'One time',
  event: 'Event',
};

/** What narrows and orders the list, as the address holds it. */
export interface ScheduleFilters {
  enabled?: boolean | undefined;
  type?: ScheduleType | undefined;
  tag?: string | undefined;
  text?: string | undefined;
  sort?: ScheduleSort | undefined;
  order?: 'desc' | undefined;
}

/** Reads an address; what makes no sense is left out. */
export function parseScheduleFilters(search: Record<string, unknown>): ScheduleFilters {
  const enabled = search['enabled'];
  return {
    enabled:
      enabled === 'true' || enabled === true
        ? true
        : enabled === 'false' || enabled === false
          ? false
          : undefined,
    type: oneOf(search['type'], SCHEDULE_TYPES),
    tag: word(search['tag'], 64),
    text: word(search['text'], 200),
    sort: oneOf(search['sort'], SORTS),
    order: search['order'] === 'desc' ? 'desc' : undefined,
  };
}

const CHIPS = ['enabled', 'type', 'tag'] as const;
export type ScheduleChip = (typeof CHIPS)[number];
export const scheduleChips = (filters: ScheduleFilters): ScheduleChip[] =>
  CHIPS.filter((key) => filters[key] !== undefined);

export const isNarrowed = (filters: ScheduleFilters): boolean =>
  filters.text !== undefined || scheduleChips(filters).length > 0;

/** What the list is asked for: by name, where the address names no order. An absent filter stands there as undefined. */
export const scheduleListInput = (filters: ScheduleFilters): ScheduleFilters & { sort: ScheduleSort } => ({
  ...filters,
  sort: filters.sort ?? 'name',
});

/** Takes every filter off and leaves the order. */
export const NO_FILTERS = { enabled: undefined, type: undefined, tag: undefined, text: undefined } as const;
