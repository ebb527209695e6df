import type { QueueView } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

const READY = `
  select r.id, e.execution_id::text as "executionId", e.schedule_id as "scheduleId", e.queue, e.task_type as "taskType", e.priority,
         coalesce((select name from task_schedules s where s.id = e.schedule_id),
           left(coalesce(e.task_config ->> 'command', e.task_config ->> 'url', e.task_type), 200)) as label,
         greatest(0, 1000 * extract(epoch from now() - coalesce(e.run_at, e.scheduled_at)))::float8 as "waitingMs"
    from (select id, claim_at from ready_executions where $1::text is null or queue = $1 order by claim_at, id limit $2) r
    join live_executions e on e.id = r.id
   order by r.claim_at, r.id`;

const COUNTS = `
  select (select count(*)::int from ready_executions where $1::text is null or queue = $1) as ready,
         (select count(*)::int from live_executions where hold is not null and ($1::text is null or queue = $1)) as delayed,
         (select count(*)::int from (select unnest(ids) as id from leases) l join live_executions e using (id)
           where e.status = 'pending' and ($1::text is null or e.queue = $1)) as running`;

/** What waits, in the order in which claims take it. */
export async function viewQueue(
  db: Queryable,
  { queue = null, limit }: { queue?: string | null | undefined; limit: number },
): Promise<QueueView> {
  const [items, [counts]] = await Promise.all([
    db.query<QueueView['items'][number]>(READY, [queue, limit]),
    db.query<Pick<QueueView, 'ready' | 'delayed' | 'running'>>(COUNTS, [queue]),
  ]);
  return { items, ...(counts ?? { ready: 0, delayed: 0, running: 0 }) };
}
