/** The columns of an error report, as JSON on its way into the database. */
const REPORT = `r("errorType" text, severity text, "errorCode" text, category text, fingerprint text, message text, "stackTrace" text,
                  "errorData" json, "maxRetries" int, escalate boolean, rule text)`;

/** Writes the open error record of each failed attempt in `from`: a new one, or the one it already had. */
const recordErrors = (from: string, status: string, attempt: string, nextRetryAt: string): string => `
  recorded as (
    insert into error_records as x (execution_id, schedule_id, dead_letter_id, error_type, severity, error_code, category, fingerprint, message,
           stack_trace, error_data, recovery_status, recovery_attempts, max_retry_attempts, next_retry_at, rule, queue, task_type)
    select f.id, f.schedule_id, f.resubmitted_from, r."errorType", r.severity, r."errorCode", r.category, r.fingerprint, r.message,
           r."stackTrace", r."errorData", ${status}, greatest(0, ${attempt} - f.allowance_from - 1), r."maxRetries", ${nextRetryAt},
           r.rule, f.queue, f.task_type
      from ${from} f, json_to_record(f.report::json) as ${REPORT} where f.report is not null
    on conflict (execution_id) where recovery_status not in ('resolved', 'ignored') do update
       set error_type = excluded.error_type, severity = excluded.severity, error_code = excluded.error_code, category = excluded.category,
           fingerprint = excluded.fingerprint, message = excluded.message, stack_trace = excluded.stack_trace, error_data = excluded.error_data,
           recovery_status = excluded.recovery_status, recovery_attempts = excluded.recovery_attempts,
           max_retry_attempts = excluded.max_retry_attempts, next_retry_at = excluded.next_retry_at, rule = excluded.rule,
           queue = excluded.queue, task_type = excluded.task_type
    returning x.*, (x.xmax = 0) as fresh)`;

/** What every event of an error record tells. `f`: the execution, `x`: its record. */
const ERROR_DATA = `json_build_object('errorId', x.id, 'executionId', f.execution_id, 'scheduleId', x.schedule_id, 'severity', x.severity,
                     'errorType', x.error_type, 'errorCode', x.error_code, 'message', left(x.message, 1000), 'fingerprint', x.fingerprint)`;

/** Follows `again`, the attempts given back: a retry that is scheduled stands in the error record. */
export const RETRY_RECORDED = `${recordErrors('again', `'retry_scheduled'`, 'f.attempt - 1', 'f.run_at')},
  told_errors as (
    insert into events (type, data, correlation_id)
    select t.type, ${ERROR_DATA}, f.execution_id::text
      from recorded x join again f on f.id = x.execution_id, (values (1, 'error.recorded'), (2, 'error.critical')) as t(place, type)
     where x.fresh and (t.type = 'error.recorded' or x.severity = 'critical') order by x.id, t.place)`;

/** Follows `gone`, the executions that ended: failures with a report, and successes after trouble. */
export const LEFT_BEHIND = `
  failed as materialized (
    select g.*, (g.report::json ->> 'escalate')::boolean as escalate, g.report::json ->> 'fingerprint' as fingerprint
      from gone g where g.report is not null),
${recordErrors('failed', `case when f.escalate then 'escalated' else 'unresolved' end`, 'f.attempt', 'null')},
  lettered as (
    insert into dead_letters as x (execution_id, execution_uuid, schedule_id, task_type, queue, priority, task_config, trigger, tags, metadata,
           timeout_ms, retry_policy, concurrency_key, concurrency_limit, requires, attempts, error, fingerprint, node)
    select id, execution_id, schedule_id, task_type, queue, priority, task_config, trigger, tags, metadata, timeout_ms, retry_policy,
           concurrency_key, concurrency_limit, requires, attempt, failure::json, fingerprint, $8
      from failed where escalate and resubmitted_from is null
    on conflict (execution_id) do update
       set status = 'pending', attempts = excluded.attempts, error = excluded.error, fingerprint = excluded.fingerprint, node = excluded.node,
           failed_at = now(), resolved_at = null, resolved_by = null
    returning x.id, x.execution_id),
  returned as (
    update dead_letters d set status = 'pending', error = f.failure::json, attempts = d.attempts + f.attempt, node = $8, failed_at = now()
      from failed f where d.id = f.resubmitted_from and d.status = 'resubmitted' and d.resubmitted_as = f.execution_id
    returning d.id, d.execution_id),
  healed as (select * from gone where report is null),
  closed as (
    update dead_letters d set status = 'resolved', resolved_at = now(), resolved_by = 'retry'
      from healed h where (d.execution_id = h.id or d.id = h.resubmitted_from) and d.status in ('pending', 'resubmitted')
    returning d.id, d.execution_id, d.execution_uuid),
  resolved as (
    update error_records x set recovery_status = 'resolved', resolved_at = now(), resolved_by = 'retry', next_retry_at = null,
           resolution_notes = coalesce(x.resolution_notes, 'a later attempt succeeded')
     where x.recovery_status not in ('resolved', 'ignored')
       and (x.execution_id = any (array(select id from healed)) or x.execution_id = any (array(select execution_id from closed))
            or x.dead_letter_id = any (array(select id from closed)))
    returning x.*),
  told_errors as (
    insert into events (type, data, correlation_id)
    select t.type, ${ERROR_DATA}, f.execution_id::text
      from recorded x join failed f on f.id = x.execution_id, 
           (values (1, 'error.recorded'), (2, 'error.escalated'), (3, 'error.critical')) as t(place, type)
     where case t.type when 'error.recorded' then x.fresh when 'error.escalated' then f.escalate
                       else f.escalate or (x.fresh and x.severity = 'critical') end
     order by x.id, t.place),
  told_resolved as (
    insert into events (type, data)
    select 'error.resolved', json_build_object('errorId', id, 'severity', severity, 'scheduleId', schedule_id, 'fingerprint', fingerprint, 'by', 'retry')
      from resolved),
  told_letters as (
    insert into events (type, data)
    select 'deadletter.added', json_build_object('deadLetterId', l.id, 'executionId', f.execution_id, 'scheduleId', f.schedule_id, 'taskType', f.task_type)
      from lettered l join failed f on f.id = l.execution_id
    union all
    select 'deadletter.resolved', json_build_object('deadLetterId', id, 'executionId', execution_uuid, 'by', 'retry') from closed)`;
