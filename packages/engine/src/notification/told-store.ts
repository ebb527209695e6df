import type { Alert, NotificationMessage } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

interface MessageRow {
  id: number;
  execution_id: string;
  config: {
    channel?: string;
    message?: Pick<NotificationMessage, 'kind' | 'title' | 'severity' | 'source'> & { suppressed?: number };
  };
  status: NotificationMessage['status'];
  reason: string | null;
  held_until: Date | null;
  created_at: Date;
  ended_at: Date | null;
}

const LIVE = `
  select id, execution_id, task_config as config, case when hold = 'until' then 'held' else 'pending' end as status,
         error ->> 'message' as reason, case when hold = 'until' then run_at end as held_until, created_at, null::timestamptz as ended_at
    from live_executions where task_type = 'notification' order by execution_id desc limit $1`;
const ENDED = `
  select id, execution_id, task_config as config,
         case when status <> 'completed' then 'failed' when result ->> 'sent' = 'false' then 'dropped' else 'sent' end as status,
         coalesce(error ->> 'message', result ->> 'reason', case when status <> 'completed' then status::text end) as reason,
         null::timestamptz as held_until, created_at, completed_at as ended_at
    from execution_history where task_type = 'notification' order by execution_id desc limit $1`;

/** Newest first, those that wait among those that went. */
export async function newestMessages(db: Queryable, limit: number): Promise<NotificationMessage[]> {
  const rows = await db.query<MessageRow>(
    `select id, execution_id::text, config, status, reason, held_until, created_at, ended_at
       from ((${LIVE}) union all (${ENDED})) told order by told.execution_id desc limit $1`,
    [limit],
  );
  return rows.map(({ config: { channel = '', message }, ...row }) => ({
    id: row.id,
    executionId: row.execution_id,
    channel,
    kind: message?.kind ?? 'alert',
    title: message?.title ?? '',
    severity: message?.severity ?? 'low',
    source: message?.source ?? '',
    counted: message?.suppressed ?? 0,
    status: row.status,
    reason: row.reason,
    heldUntil: row.held_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

interface AlertRow {
  rule_id: number;
  source: string;
  title: string;
  schedule_id: number | null;
  execution_id: string | null;
  channels: string[];
  events: number;
  suppressed: number;
  notified_at: Date;
  next_at: Date;
  last_at: Date;
}

/** Alerts that have not recovered, the latest first. What schedules ask for themselves stands under rule 0. */
export async function openAlerts(
  db: Queryable,
  { limit, ownRenotifyMs }: { limit: number; ownRenotifyMs: number },
): Promise<Alert[]> {
  const rows = await db.query<AlertRow>(
    `select g.rule_id, coalesce('rule ' || r.name, 'schedule ' || s.name, 'a schedule that is gone') as source, g.title,
            g.schedule_id, g.execution_id::text, g.channels, g.events, g.suppressed, g.notified_at,
            g.notified_at + coalesce(r.renotify_ms, $2) * interval '1 ms' as next_at, g.last_at
       from notification_groups g
       left join notification_rules r on r.id = g.rule_id
       left join task_schedules s on s.id = g.schedule_id
      where g.open order by g.last_at desc limit $1`,
    [limit, ownRenotifyMs],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id === 0 ? null : row.rule_id,
    source: row.source,
    title: row.title,
    scheduleId: row.schedule_id,
    executionId: row.execution_id,
    channels: row.channels,
    events: row.events,
    suppressed: row.suppressed,
    notifiedAt: row.notified_at.toISOString(),
    nextAt: row.next_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  }));
}
