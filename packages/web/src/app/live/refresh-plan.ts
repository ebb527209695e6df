import type { Event } from '@tutti/contract';

/** Parts of the cache that are read again when something has happened to them; the first elements of their query keys. */
export type Part =
  | 'schedules'
  | 'scheduler'
  | 'calendar'
  | 'execution-heads'
  | 'execution-counts'
  | 'execution-details'
  | 'slots'
  | 'timeline'
  | 'queues'
  | 'errors'
  | 'dead-letters'
  | 'recovery'
  | 'breakers'
  | 'nodes'
  | 'webhooks'
  | 'settings'
  | 'metrics';

const FIRING = new Set(['schedule.triggered', 'schedule.skipped']);
const ENDED = new Set([
  'execution.completed',
  'execution.failed',
  'execution.timed_out',
  'execution.cancelled',
  'execution.skipped',
]);

/** What an event of a noun makes stale; firing and executions are told apart below. */
const BY_NOUN: Partial<Record<string, readonly Part[]>> = {
  schedule: ['schedules', 'scheduler'],
  scheduler: ['scheduler'],
  queue: ['queues'],
  error: ['errors'],
  deadletter: ['dead-letters', 'errors'],
  recovery: ['recovery'],
  breaker: ['breakers'],
  node: ['nodes'],
  webhook: ['webhooks'],
  settings: ['settings'],
};

/** The nouns of the events that are drawn. */
export const TOPICS: readonly string[] = [...Object.keys(BY_NOUN), 'execution'];

/** What a batch of events makes stale. Progress is patched in place and needs nothing read again. */
export function partsToRefresh(events: readonly Event[]): Set<Part> {
  const parts = new Set<Part>();
  for (const { type } of events) {
    const noun = type.slice(0, type.indexOf('.'));
    for (const part of BY_NOUN[noun] ?? []) parts.add(part);
    if (FIRING.has(type)) parts.add('slots');
    // Firing changes nothing of what is due later.
    else if (noun === 'schedule') parts.add('calendar');
    if (noun !== 'execution' || type === 'execution.progressed') continue;
    parts
      .add('execution-heads')
      .add('execution-counts')
      .add('execution-details')
      .add('queues')
      .add('timeline');
    if (ENDED.has(type)) parts.add('schedules').add('slots').add('metrics');
  }
  return parts;
}
