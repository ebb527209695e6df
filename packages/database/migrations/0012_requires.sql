-- Routing by labels: an execution may require labels of the worker that takes it.
--
--   requires       JSON text with its names in order, like {"gpu":"true"}; null: any worker
--   label_lanes    pairs of task type and requires that are in use, for workers to know what they may claim
--
-- Invariants: ready_executions.task_type is the lane: the task type, followed by `requires` if there is one. Claims ask
-- for lanes, so that what requires nothing costs nothing. A lane is in label_lanes before anything of it is ready, and
-- stays there while anything of it is live.
--
-- Old nodes: may run beside this until labels are required; then they would hand what they rescue to any worker.

alter table live_executions add column requires text collate "C";
alter table execution_history add column requires text collate "C";
alter table dead_letters add column requires text collate "C";
alter table task_schedules add column requires text collate "C";

create table label_lanes (
  task_type text collate "C" not null,
  requires  text collate "C" not null,
  used_at   timestamptz not null default now(),   -- to the hour
  primary key (task_type, requires)
);
