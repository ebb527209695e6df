import type { Event } from '@tutti/contract';

/** Parts of the cache that are read again when something has happened to them; the first elements of their query keys. */
export type Part =
  'schedules' | 'scheduler' | 'execution-heads' | 'execution-counts' | 'execution-details' | 'slots';

const FIRING = new Set(['schedule.triggered', 'schedule.skipped']);
const ENDED = new Set([
  'execution.completed',
  'execution.failed',
  'execution.timed_out',
  'execution.cancelled',
  'execution.skipped',
]);

/** What a batch of events makes stale. Progress is patched in place and needs nothing read again. */
export function partsToRefresh(events: readonly Event[]): Set<Part> {
  const parts = new Set<Part>();
  for (const { type } of events) {
    if (type.startsWith('scheduler.')) parts.add('scheduler');
    if (type.startsWith('schedule.')) parts.add('schedules').add('scheduler');
    if (FIRING.has(type)) parts.add('slots');
    if (!type.startsWith('execution.') || type === 'execution.progressed') continue;
    parts.add('execution-heads').add('execution-counts').add('execution-details');
    if (ENDED.has(type)) parts.add('schedules').add('slots');
  }
  return parts;
}
