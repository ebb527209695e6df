import type { Database } from '@tutti/database';
import type { Log } from '@tutti/engine';
import { purgeIdempotency } from './idempotency.ts';
import { purgeSessions } from './websocket/session-store.ts';

const EVERY_MS = 3_600_000;

/** Once an hour forgets what the server kept for a while. Returns the way to stop. */
export function startHousekeeping(database: Database, log: Log): () => void {
  const timer = setInterval(() => {
    Promise.all([purgeIdempotency(database), purgeSessions(database)]).catch((error: unknown) =>
      log.warn({ err: error }, 'housekeeping failed; the next hour tries again'),
    );
  }, EVERY_MS).unref();
  return () => clearInterval(timer);
}
