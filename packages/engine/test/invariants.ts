import type { Queryable } from '@tutti/database';

/** Each query answers what breaks its rule; nothing, when all is well. */
const RULES: Record<string, string> = {
  'an execution is live or in the history, never both': `
    select l.id from live_executions l join execution_history h on h.id = l.id or h.execution_id = l.execution_id`,
  'an execution is in the history once': `
    select id from execution_history group by id having count(*) > 1`,
  'ready rows are the pending ones without a hold that no lease names': `
    select coalesce(r.id, e.id) as id from ready_executions r
      full join (select id, queue, coalesce(task_type || requires, task_type) as lane, claim_at from live_executions
                  where status = 'pending' and hold is null and id not in (select unnest(ids) from leases)) e
        on (r.queue, r.task_type, r.claim_at, r.id) = (e.queue, e.lane, e.claim_at, e.id)
     where r.id is null or e.id is null`,
  'a live execution is in one lease at most': `
    select x.id from leases, unnest(ids) as x(id) join live_executions e on e.id = x.id group by x.id having count(*) > 1`,
  'what a lease holds is not held': `
    select e.id from live_executions e where e.id in (select unnest(ids) from leases) and e.hold is not null`,
  'who waits for an event has one wait, others have none': `
    select coalesce(w.execution_id, e.id) as id from execution_waits w
      full join (select id from live_executions where hold = 'event') e on e.id = w.execution_id
     where w.execution_id is null or e.id is null`,
  'each ended execution has one final event, a live one has none': `
    with told as (
      select x.id as execution_id, count(*) as n, min(type) as type from events, unnest(ids) as x(id)
       where type in ('execution.completed', 'execution.failed', 'execution.timed_out', 'execution.cancelled') group by x.id)
    select coalesce(t.execution_id, h.execution_id) as id from told t
      full join (select execution_id, case status when 'timeout' then 'execution.timed_out' else 'execution.' || status::text end as type
                   from execution_history where status <> 'skipped') h on h.execution_id = t.execution_id
     where t.n is distinct from 1 or t.type is distinct from h.type`,
  'each execution was queued once': `
    select x.id from events, unnest(ids) as x(id) where type = 'execution.queued' group by x.id having count(*) > 1`,
  'each slot has exactly one execution': `
    select s.execution_id as id from schedule_slots s
      left join (select execution_id from live_executions union all select execution_id from execution_history) e using (execution_id)
     group by s.schedule_id, s.slot, s.execution_id having count(e.execution_id) <> 1`,
  'a slot has no second execution': `
    select min(id) as id from (
      select id, schedule_id, slot from live_executions where slot is not null
      union all
      select id, schedule_id, slot from execution_history where slot is not null and status <> 'skipped') x
     group by schedule_id, slot having count(*) > 1`,
  'attempts are counted without gaps': `
    select e.id from (select id, attempt from live_executions
                      union all select id, attempt from execution_history where status <> 'skipped') e
      left join execution_attempts a on a.execution_id = e.id group by e.id, e.attempt having count(a.attempt) <> e.attempt - 1`,
};

const ALL = Object.entries(RULES)
  .map(([rule, text]) => `select '${rule}' as rule, x.id::text from (${text}) x`)
  .join('\nunion all\n');

/** The rules that the database breaks now, with the ids that break them. */
export async function brokenRules(db: Queryable): Promise<string[]> {
  const found = new Map<string, string[]>();
  for (const { rule, id } of await db.query<{ rule: string; id: string }>(ALL))
    found.set(rule, [...(found.get(rule) ?? []), id]);
  return [...found].map(([rule, ids]) => `${rule}: ${ids.slice(0, 10).join(', ')}`);
}
