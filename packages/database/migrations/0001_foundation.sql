-- The durable engine, its event log and the tables operators query by name.
--
--   live_executions     every unfinished execution, one row; neither claim nor renewal touches it
--   ready_executions    what may be claimed now, narrow, in claim order; a claim deletes from it
--   leases              one row per claimed batch, naming its executions: they are the running ones
--   execution_history   every finished execution, written once, partitioned by completed_at
--   task_executions     view: the live ones and the history under one name
--
-- Invariants: an execution is in live_executions or in execution_history, never in both. A live one is ready, or in
-- one lease, or held (hold is set), or paused. Whenever an execution leaves a lease unfinished its fence goes up and
-- that lease forgets it, so that its old owner is refused. Lock order: ready before live, live before leases.
--
-- Old nodes: none, this is the first migration.

create type execution_status as enum
  ('pending', 'running', 'paused', 'completed', 'failed', 'timeout', 'cancelled', 'skipped');

create function update_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

-- ---------------------------------------------------------------- state of the whole installation

create table system_state (
  id                         integer primary key default 1 check (id = 1),
  scheduler_running          boolean not null default true,
  scheduler_changed_at       timestamptz,
  scheduler_stopped_at       timestamptz,                   -- start of the last stop: slots from then on were not fired
  scheduler_last_tick_at     timestamptz,
  error_recovery_running     boolean not null default true,
  error_recovery_last_run_at timestamptz,
  examples_created           boolean not null default false,
  updated_at                 timestamptz not null default now()
);
insert into system_state default values;
create trigger update_updated_at before update on system_state for each row execute function update_updated_at();

-- ---------------------------------------------------------------- schedules

create table task_schedules (
  id               integer generated always as identity primary key,
  name             text not null unique,
  description      text,
  task_type        text collate "C" not null,
  task_config      json not null,
  schedule_type    text collate "C" not null check (schedule_type in ('cron', 'interval', 'one_time', 'event')),
  schedule_config  json not null,
  enabled          boolean not null default true,
  queue            text collate "C" not null default 'default',
  priority         smallint not null default 5 check (priority between 1 and 10),
  tags             text[] not null default '{}',
  retry_policy     json,
  timeout_ms       bigint,
  overlap_policy   text collate "C" not null default 'skip' check (overlap_policy in ('skip', 'queue', 'allow', 'cancel_previous')),
  catch_up_policy  text collate "C" not null default 'latest' check (catch_up_policy in ('latest', 'skip', 'all')),
  catch_up_limit   integer not null default 10,
  jitter_ms        integer not null default 0,
  starts_at        timestamptz,
  ends_at          timestamptz,
  max_runs         integer,
  blackouts        json not null default '[]',
  run_count        integer not null default 0,              -- slots and events that became executions, for max_runs
  last_run_at      timestamptz,
  next_run_at      timestamptz,                             -- null: nothing is due by time
  skip_id          uuid,                                    -- the open row of consecutive skipped slots, and its reason
  skip_reason      text collate "C",
  managed_by       text,                                    -- 'apply' where a file defines it
  created_by       text not null default 'local',
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
) with (fillfactor = 70);
create index task_schedules_due on task_schedules (next_run_at) where enabled and next_run_at is not null;
create index task_schedules_event on task_schedules (id) where enabled and schedule_type = 'event';
-- Only edits of the definition touch updated_at: firing must not make an editor's copy look stale.
create trigger update_updated_at before update of name, description, task_type, task_config, schedule_type, schedule_config,
  enabled, queue, priority, tags, retry_policy, timeout_ms, overlap_policy, catch_up_policy, catch_up_limit, jitter_ms,
  starts_at, ends_at, max_runs, blackouts on task_schedules for each row execute function update_updated_at();

-- Apart from task_schedules, so that finishing work never waits for a tick.
create table schedule_statistics (
  schedule_id integer primary key,
  executions  bigint not null,
  failures    bigint not null,
  duration_ms double precision not null
) with (fillfactor = 70);

-- Uniqueness of (schedule, slot) that outlives the live row; history is partitioned and cannot carry it.
create table schedule_slots (
  schedule_id  integer not null,
  slot         timestamptz not null,
  execution_id uuid not null,
  primary key (schedule_id, slot)
);

-- ---------------------------------------------------------------- executions

create table queues (
  name       text collate "C" primary key,
  created_at timestamptz not null default now()
);
insert into queues (name) values ('default');

create table live_executions (
  id              bigint generated always as identity primary key,
  execution_id    uuid not null,                            -- UUIDv7: its order is the order of creation
  schedule_id     integer,
  slot            timestamptz,                              -- due time; null for manual and ad hoc executions
  queue           text collate "C" not null default 'default',
  task_type       text collate "C" not null,
  priority        smallint not null default 5 check (priority between 1 and 10),
  status          execution_status not null default 'pending' check (status in ('pending', 'paused')), -- running: a lease names it
  hold            text collate "C" check (hold in ('until', 'sleep', 'event', 'gate')), -- not ready: a time, a sleep, an event, its predecessor
  attempt         smallint not null default 1,
  fence           integer not null default 0,               -- a completion must name it
  run_at          timestamptz,                              -- null: waits without an end
  claim_at        timestamptz not null,                     -- run_at - priority * 30 min: static, so ageing needs no sweep
  scheduled_at    timestamptz not null default now(),
  timeout_ms      bigint,
  retry_policy    json,
  tags            text[],
  trigger         json,
  idempotency_key text collate "C",
  error           json,                                     -- of the previous attempt
  progress        json,
  task_config     json not null,                            -- json, not jsonb: nobody queries inside
  metadata        json,
  created_at      timestamptz not null default now(),
  check (hold is null or status = 'pending')
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);
create unique index live_executions_execution_id on live_executions (execution_id);
create index live_executions_schedule on live_executions (schedule_id, execution_id) where schedule_id is not null;
create index live_executions_until on live_executions (run_at) where hold in ('until', 'sleep', 'event');
create index live_executions_gate on live_executions (schedule_id, id) where hold = 'gate';

create table ready_executions (
  queue     text collate "C" not null,
  task_type text collate "C" not null,
  claim_at  timestamptz not null,
  id        bigint not null,
  primary key (queue, task_type, claim_at, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);

create table leases (
  id         bigint generated always as identity primary key,
  node       text not null,
  claimed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ids        bigint[] not null                              -- less those that left unfinished; finished ones are no longer live
) with (fillfactor = 50);

create table execution_history (
  id              bigint not null,
  execution_id    uuid not null,
  schedule_id     integer,
  slot            timestamptz,
  slot_until      timestamptz,                              -- last of consecutive slots skipped for one reason
  slot_count      integer not null default 1,
  queue           text collate "C" not null,
  task_type       text collate "C" not null,
  priority        smallint not null,
  status          execution_status not null check (status in ('completed', 'failed', 'timeout', 'cancelled', 'skipped')),
  skip_reason     text collate "C",
  attempt         smallint not null,
  fence           integer not null,                         -- kept, so that a revived execution never repeats one
  scheduled_at    timestamptz not null,
  started_at      timestamptz,
  completed_at    timestamptz not null,
  timeout_ms      bigint,
  retry_policy    json,
  tags            text[],
  trigger         json,
  idempotency_key text collate "C",
  node            text,
  task_config     json not null,
  metadata        json,
  result          json,
  error           json,
  created_at      timestamptz not null
) partition by range (completed_at);
create index execution_history_execution_id on execution_history (execution_id);           -- look-up, list order, time range
create index execution_history_id on execution_history using brin (id int8_minmax_multi_ops) with (pages_per_range = 32);
create index execution_history_schedule on execution_history (schedule_id, execution_id) where schedule_id is not null;
create index execution_history_unhappy on execution_history (status, execution_id) where status <> 'completed';
create index execution_history_completed_at on execution_history using brin (completed_at) with (pages_per_range = 32);
create table execution_history_default partition of execution_history default;              -- the engine makes dated ones ahead

create view task_executions as
  select e.id, e.execution_id, e.schedule_id, e.slot, null::timestamptz as slot_until, 1 as slot_count, e.queue, e.task_type, e.priority,
         case when e.status = 'pending' and l.id is not null then 'running' else e.status end as status, null::text as skip_reason,
         e.attempt, e.run_at, e.scheduled_at, l.claimed_at as started_at, null::timestamptz as completed_at,
         null::double precision as duration_ms, l.node, null::json as result, e.error, e.task_config, e.metadata, e.tags, e.trigger, e.created_at
    from live_executions e
    left join (select unnest(ids) as id, claimed_at, node from leases) l on l.id = e.id
  union all
  select id, execution_id, schedule_id, slot, slot_until, slot_count, queue, task_type, priority, status, skip_reason, attempt, null,
         scheduled_at, started_at, completed_at, 1000 * extract(epoch from completed_at - started_at)::double precision, node, result, error,
         task_config, metadata, tags, trigger, created_at
    from execution_history;

-- One row per attempt that did not complete at first go.
create table execution_attempts (
  execution_id bigint not null,
  attempt      smallint not null,
  outcome      text collate "C" not null,
  node         text,
  started_at   timestamptz,
  ended_at     timestamptz not null default now(),
  error        json,
  primary key (execution_id, attempt)
);

-- What a durable handler has finished; an attempt that follows skips it.
create table execution_steps (
  execution_id bigint not null,
  name         text collate "C" not null,
  output       json,
  created_at   timestamptz not null default now(),
  primary key (execution_id, name)
);

-- Executions that wait for an event (hold = 'event').
create table execution_waits (
  execution_id bigint primary key,
  step         text not null,
  pattern      text collate "C" not null,
  filter       json,
  created_at   timestamptz not null default now()
);

create table execution_logs (
  execution_id uuid not null,
  seq          integer not null,
  attempt      smallint not null,
  stream       text collate "C" not null check (stream in ('stdout', 'stderr', 'system')),
  text         text not null,
  at           timestamptz not null default now()
) partition by range (at);
create index execution_logs_place on execution_logs (execution_id, seq);
create table execution_logs_default partition of execution_logs default;

create table idempotency_keys (
  key          text collate "C" primary key,
  id           bigint not null,
  execution_id uuid not null,
  created_at   timestamptz not null default now()
);

-- Answers to requests that carried an Idempotency-Key; status is null while one is under way.
create table http_idempotency (
  token      text not null,
  key        text not null,
  body_hash  text not null,
  status     integer,
  response   json,
  created_at timestamptz not null default now(),
  primary key (token, key)
);
create index http_idempotency_age on http_idempotency (created_at);

-- ---------------------------------------------------------------- events

-- A row tells of one thing (data) or of a batch of executions (ids). Its place is (tx, id): the writing transaction,
-- then the sequence. Every transaction below pg_snapshot_xmin has ended, so a reader that stops there misses nothing.
create table events (
  tx             xid8 not null default pg_current_xact_id(),
  id             bigint generated always as identity,
  at             timestamptz not null default now(),
  type           text collate "C" not null,
  ids            uuid[],
  data           json,
  actor          text,
  correlation_id text,
  causation_id   text,
  depth          smallint not null default 0
) partition by range (at);
create index events_place on events (tx, id);
create table events_default partition of events default;

create table event_cursors (
  name text primary key,
  tx   xid8 not null,
  id   bigint not null
);
-- From the first moment on: a cursor made later would miss what was appended before it.
insert into event_cursors values ('triggers', pg_current_xact_id(), 0);

-- ---------------------------------------------------------------- errors, sessions, audit

create table error_records (
  id                 integer generated always as identity primary key,
  execution_id       bigint not null,
  schedule_id        integer,
  error_type         text not null check (error_type in ('execution_failure', 'timeout', 'conductor_error', 'system_error')),
  severity           text not null check (severity in ('low', 'medium', 'high', 'critical')),
  error_code         text,
  category           text,
  fingerprint        text,
  message            text not null,
  stack_trace        text,
  error_data         json,
  recovery_status    text not null default 'unresolved'
    check (recovery_status in ('unresolved', 'retry_scheduled', 'retrying', 'resolved', 'ignored', 'escalated')),
  recovery_attempts  integer not null default 0,
  max_retry_attempts integer not null default 0,
  next_retry_at      timestamptz,
  resolved_at        timestamptz,
  resolution_notes   text,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now()
);
create index error_records_execution on error_records (execution_id);
create index error_records_schedule on error_records (schedule_id) where schedule_id is not null;
create index error_records_open on error_records (recovery_status, severity) where recovery_status not in ('resolved', 'ignored');
create index error_records_fingerprint on error_records (fingerprint, id);
create trigger update_updated_at before update on error_records for each row execute function update_updated_at();

create table websocket_sessions (
  session_id      uuid primary key,
  node            text not null,
  subscriptions   json,
  user_agent      text,
  remote_address  text,
  is_active       boolean not null default true,
  connected_at    timestamptz not null default now(),
  last_ping_at    timestamptz not null default now(),
  disconnected_at timestamptz
);
create index websocket_sessions_active on websocket_sessions (last_ping_at) where is_active;

create table audit_log (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default now(),
  actor       text not null,
  action      text not null,
  entity_type text not null,
  entity_id   text,
  before      json,
  after       json,
  request_id  text
);
create index audit_log_at on audit_log using brin (at);
create index audit_log_entity on audit_log (entity_type, entity_id);
