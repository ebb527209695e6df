-- Admission by estimated cost, and the severity that a schedule gives its errors.
--
-- Invariants: an execution that states a cost is never ready: it waits with the hold 'room' until a node that has room for
-- it claims it straight from live_executions. A node keeps itself free for at most one execution, and no two for the same.
--
-- Old nodes: may run beside this; they never claim what states a cost, and offer no limit to it.

alter table live_executions add column if not exists estimated_cost json;
alter table execution_history add column if not exists estimated_cost json;
alter table live_executions
  drop constraint if exists live_executions_hold_check,
  add constraint live_executions_hold_check
    check (hold in ('until', 'sleep', 'event', 'gate', 'retry', 'key', 'operator', 'breaker', 'room'));
create index if not exists live_executions_room on live_executions (claim_at, id) where hold = 'room';

alter table task_schedules
  add column if not exists estimated_cost json,
  add column if not exists error_severity text collate "C" check (error_severity in ('low', 'medium', 'high', 'critical'));
create index if not exists task_schedules_severity on task_schedules (id, error_severity) where error_severity is not null;

alter table nodes
  add column if not exists offered_cpu_cores real,       -- to what states its cost; null: no limit
  add column if not exists offered_memory_mb integer,
  add column if not exists kept_for bigint;              -- the execution that this node keeps itself free for
