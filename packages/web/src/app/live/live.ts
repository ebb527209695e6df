import type { EventStream } from '@tutti/client';
import type { Event } from '@tutti/contract';
import type { QueryClient } from '@tanstack/react-query';
import { patchExecutions } from '../../features/executions/execution-cache.ts';
import { Batch, Throttle } from './batch.ts';
import { partsToRefresh } from './refresh-plan.ts';

const BATCH_MS = 100;
const REFRESH_MS = 1000;
/** Sums and pictures of hours change little in a second, and cost more than a page of rows. */
const SUMS_MS = 5000;
const SLOW = new Set<string>(['metrics', 'timeline']);
/** How long a lost connection is bridged by what is on the screen before it is polled. */
const PATIENCE_MS = 10_000;
const POLL_MS = 5000;

/** Keeps the cache true: events patch it and have parts of it read again; without a connection it is polled. */
export function keepLive(stream: EventStream, queries: QueryClient): () => void {
  const invalidate = (part: string): void => void queries.invalidateQueries({ queryKey: [part] });
  const refresh = new Throttle(REFRESH_MS, invalidate);
  const refreshSums = new Throttle(SUMS_MS, invalidate);
  const batch = new Batch<Event>(BATCH_MS, (events) => {
    patchExecutions(queries, events);
    for (const part of partsToRefresh(events)) (SLOW.has(part) ? refreshSums : refresh).call(part);
  });
  const refreshAll = (): void =>
    void queries.invalidateQueries({ predicate: (query) => query.meta?.['live'] !== false });
  const polling = pollWhileLost(stream, refreshAll);
  const stops = [
    stream.on('event', batch.add),
    // Between the first reads and the first event, and after a gap, something may have happened unseen.
    stream.on('connected', refreshAll),
    stream.on('lagged', () => {
      refreshAll();
      void queries.invalidateQueries({ queryKey: ['execution-lists'] });
    }),
    stream.on('state', polling.changed),
    polling.stop,
    () => batch.stop(),
    () => refresh.stop(),
    () => refreshSums.stop(),
  ];
  return () => stops.forEach((stop) => stop());
}

function pollWhileLost(stream: EventStream, poll: () => void): { changed: () => void; stop: () => void } {
  let patience: ReturnType<typeof setTimeout> | undefined;
  let interval: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearTimeout(patience);
    clearInterval(interval);
    patience = undefined;
  };
  const tick = (): void => {
    if (document.hidden) return;
    poll();
    // A stream that gave up tries again with every poll; one that still tries is left alone.
    if (stream.state === 'disconnected') stream.reconnect();
  };
  const changed = (): void => {
    if (stream.state === 'connected') return stop();
    patience ??= setTimeout(() => {
      tick();
      interval = setInterval(tick, POLL_MS);
    }, PATIENCE_MS);
  };
  changed();
  return { changed, stop };
}
