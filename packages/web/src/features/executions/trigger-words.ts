import type { Trigger } from '@tutti/contract';

/** Who or what made the execution, in words. */
export function triggerWords({ kind, event, actor }: Trigger): string {
  const by = actor ? ` by ${actor}` : '';
  switch (kind) {
    case 'schedule':
      return 'its schedule was due';
    case 'event':
      return event ? `event ${event.type}` : 'an event';
    case 'manual':
      return `triggered by hand${by}`;
    case 'backfill':
      return `backfill of a past slot${by}`;
    case 'api':
      return `enqueued${by}`;
  }
}
