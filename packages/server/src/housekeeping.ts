import type { Database } from '@tutti/database';
import type { Engine, Log } from '@tutti/engine';
import { purgeIdempotency } from './idempotency.ts';
import { purgeSessions } from './websocket/session-store.ts';

const EVERY_MS = 3_600_000;

/** Once an hour forgets what the server kept for a while. Returns the way to stop. */
export function startHousekeeping(
  database: Database,
  { tokens }: Pick<Engine, 'tokens'>,
  log: Log,
): () => void {
  const timer = setInterval(() => {
    Promise.all([purgeIdempotency(database), purgeSessions(database), tokens.purge()]).catch(
      (error: unknown) => log.warn({ err: error }, 'housekeeping failed; the next hour tries again'),
    );
  }, EVERY_MS).unref();
  return () => clearInterval(timer);
}
