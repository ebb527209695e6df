import type { Subscriptions } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

export interface SessionRow {
  sessionId: string;
  userAgent: string | null;
  remoteAddress: string | null;
  subscriptions: Subscriptions | null;
}

/** Inserts sessions, or brings their subscriptions up to date. */
export async function saveSessions(
  database: Queryable,
  node: string,
  rows: readonly SessionRow[],
): Promise<void> {
  await database.query(
    `insert into websocket_sessions (session_id, node, user_agent, remote_address, subscriptions)
     select session_id, $1, user_agent, remote_address, subscriptions::json
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as x(session_id, user_agent, remote_address, subscriptions)
     on conflict (session_id) do update set subscriptions = excluded.subscriptions`,
    [
      node,
      rows.map((row) => row.sessionId),
      rows.map((row) => row.userAgent),
      rows.map((row) => row.remoteAddress),
      rows.map((row) => (row.subscriptions ? JSON.stringify(row.subscriptions) : null)),
    ],
  );
}

export async function closeSessions(database: Queryable, sessionIds: readonly string[]): Promise<void> {
  await database.query(
    `update websocket_sessions set is_active = false, disconnected_at = now() where session_id = any ($1::uuid[])`,
    [sessionIds],
  );
}

/** Says that these are alive, and closes those that nobody has said so of for a while: their node is dead. */
export async function touchSessions(database: Queryable, sessionIds: readonly string[]): Promise<void> {
  await database.query(
    `with alive as (update websocket_sessions set last_ping_at = now() where session_id = any ($1::uuid[]))
     update websocket_sessions set is_active = false, disconnected_at = now()
      where is_active and last_ping_at < now() - interval '90 seconds' and session_id <> all ($1::uuid[])`,
    [sessionIds],
  );
}

/** Forgets sessions that ended a week ago. */
export async function purgeSessions(database: Queryable): Promise<void> {
  await database.query(
    `delete from websocket_sessions where not is_active and disconnected_at < now() - interval '7 days'`,
  );
}
