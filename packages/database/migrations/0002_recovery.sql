-- Recovery and control: error records that follow an execution, dead letters, interventions, rules that may be edited,
-- queues with limits, and concurrency keys.
--
-- Invariants: an execution has at most one open error record and at most one dead letter; a resubmission of a letter
-- returns to that letter. hold is null exactly while an execution is ready or leased: that is what holds a slot of its
-- concurrency key, so no slot can outlive its holder. Locks: ready before live, live before leases, then error records,
-- then dead letters.
--
-- Old nodes: must not run beside this, they would leave failed attempts unrecorded.

-- ---------------------------------------------------------------- executions

alter table live_executions
  add column allowance_from    smallint not null default 0,     -- attempts up to this one do not count: an operator's retry starts afresh
  add column resubmitted_from  integer,                         -- dead letter
  add column concurrency_key   text collate "C",
  add column concurrency_limit integer check (concurrency_limit > 0),
  add constraint live_executions_key_limit check ((concurrency_key is null) = (concurrency_limit is null));
alter table execution_history
  add column resubmitted_from  integer,
  add column concurrency_key   text collate "C",
  add column concurrency_limit integer;

-- retry: after a failed attempt; key: until a slot of its concurrency key frees; operator: was ready when it was paused.
alter table live_executions
  drop constraint live_executions_hold_check,
  drop constraint live_executions_check,                        -- a paused execution keeps its hold
  add constraint live_executions_hold_check check (hold in ('until', 'sleep', 'event', 'gate', 'retry', 'key', 'operator'));
drop index live_executions_until;
create index live_executions_until on live_executions (run_at) where hold in ('until', 'sleep', 'event') and status = 'pending';
create index live_executions_retry on live_executions (run_at) where hold = 'retry' and status = 'pending';
create index live_executions_key_waiting on live_executions (concurrency_key, claim_at, id) where hold = 'key' and status = 'pending';
create index live_executions_key_busy on live_executions (concurrency_key) where concurrency_key is not null and hold is null;

create or replace view task_executions as
  select e.id, e.execution_id, e.schedule_id, e.slot, null::timestamptz as slot_until, 1 as slot_count, e.queue, e.task_type, e.priority,
         case when e.status = 'pending' and l.id is not null then 'running' else e.status end as status, null::text as skip_reason,
         e.attempt, e.run_at, e.scheduled_at, l.claimed_at as started_at, null::timestamptz as completed_at,
         null::double precision as duration_ms, l.node, null::json as result, e.error, e.task_config, e.metadata, e.tags, e.trigger, e.created_at,
         e.concurrency_key, e.resubmitted_from
    from live_executions e
    left join (select unnest(ids) as id, claimed_at, node from leases) l on l.id = e.id
  union all
  select id, execution_id, schedule_id, slot, slot_until, slot_count, queue, task_type, priority, status, skip_reason, attempt, null,
         scheduled_at, started_at, completed_at, 1000 * extract(epoch from completed_at - started_at)::double precision, node, result, error,
         task_config, metadata, tags, trigger, created_at, concurrency_key, resubmitted_from
    from execution_history;

alter table task_schedules
  add column concurrency_key   text collate "C",
  add column concurrency_limit integer check (concurrency_limit > 0),
  add constraint task_schedules_key_limit check ((concurrency_key is null) = (concurrency_limit is null));
create trigger update_updated_at_key before update of concurrency_key, concurrency_limit on task_schedules
  for each row execute function update_updated_at();

-- ---------------------------------------------------------------- errors

alter table error_records
  add column dead_letter_id integer,                            -- the letter whose resubmission failed
  add column resolved_by    text;
create unique index error_records_one_open on error_records (execution_id) where recovery_status not in ('resolved', 'ignored');

create table error_rules (
  id               integer generated always as identity primary key,
  name             text not null unique,
  position         integer not null default 100,                -- the first that matches decides
  task_type        text collate "C",                            -- what it matches; null: any
  schedule_id      integer,
  error_code       text collate "C",
  message_includes text,
  permanent        boolean,                                     -- what it says; null: as the handler said
  severity         text check (severity in ('low', 'medium', 'high', 'critical')),
  retry            boolean not null default true,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create trigger update_updated_at before update on error_rules for each row execute function update_updated_at();

-- Only those that were edited; the others are as the program has them.
create table retry_policies (
  name             text primary key,
  max_retries      integer not null,
  initial_delay_ms integer not null,
  max_delay_ms     integer not null,
  multiplier       double precision not null,
  jitter           double precision not null,
  updated_by       text not null,
  updated_at       timestamptz not null default now()
);

-- ---------------------------------------------------------------- dead letters

create table dead_letters (
  id                integer generated always as identity primary key,
  execution_id      bigint not null unique,
  execution_uuid    uuid not null,
  schedule_id       integer,
  status            text not null default 'pending' check (status in ('pending', 'resubmitted', 'resolved', 'archived')),
  task_type         text collate "C" not null,
  queue             text collate "C" not null,
  priority          smallint not null,
  task_config       json not null,
  trigger           json,
  tags              text[],
  metadata          json,
  timeout_ms        bigint,
  retry_policy      json,
  concurrency_key   text collate "C",
  concurrency_limit integer,
  attempts          integer not null,
  error             json not null,
  fingerprint       text,
  node              text,
  resubmit_count    integer not null default 0,
  resubmitted_as    uuid,                                       -- the newest resubmission
  redrive_id        uuid,                                       -- waits for its turn in a redrive
  failed_at         timestamptz not null default now(),
  resolved_at       timestamptz,
  resolved_by       text,
  notes             text,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now()
);
create index dead_letters_status on dead_letters (status, id);
create index dead_letters_age on dead_letters (failed_at) where status = 'pending';
create index dead_letters_redrive on dead_letters (redrive_id, id) where redrive_id is not null;
create trigger update_updated_at before update on dead_letters for each row execute function update_updated_at();

-- A redrive under way: one canary first, the rest at a set rate once it succeeded.
create table redrives (
  id              uuid primary key,
  canary_id       integer,                                      -- letter; null once it has succeeded, or without one
  rate_per_minute integer,
  task_config     json,
  next_at         timestamptz not null default now(),
  actor           text not null,
  created_at      timestamptz not null default now()
);

-- ---------------------------------------------------------------- interventions

create table interventions (
  id           bigint generated always as identity primary key,
  execution_id bigint not null,
  action       text not null,
  actor        text not null,
  reason       text,
  before       json,
  after        json,
  at           timestamptz not null default now()
);
create index interventions_execution on interventions (execution_id, id);

-- ---------------------------------------------------------------- queues

alter table queues
  add column paused_at         timestamptz,
  add column paused_by         text,
  add column pause_reason      text,
  add column concurrency_limit integer check (concurrency_limit > 0),  -- at the same time in the fleet; null: no limit
  add column rate_count        integer check (rate_count > 0),         -- starts per rate_period_ms; null: no limit
  add column rate_period_ms    integer check (rate_period_ms > 0),
  add column rate_tokens       double precision,
  add column rate_at           timestamptz,
  add column depth_limit       integer not null default 10000 check (depth_limit >= 0), -- 0: none
  add column updated_at        timestamptz not null default now(),
  add constraint queues_rate check ((rate_count is null) = (rate_period_ms is null));
-- A lease of a limited queue names it, so that what it holds can be counted.
alter table leases add column queue text collate "C";
create index leases_queue on leases (queue) where queue is not null;
