-- Circuit breakers, shared by all nodes, and the register of nodes.
--
-- Invariants: an execution with hold 'breaker' names in deferred_by the breaker it waits for; a trial of a half-open
-- breaker holds a row of breaker_trials, which runs out with the node that renews it. Locks: breakers in the order of
-- their keys, then trials, then live executions.
--
-- Old nodes: may run beside this, they neither count nor ask; what was deferred waits for a new one.

create table circuit_breakers (
  key                text collate "C" primary key,
  state              text collate "C" not null default 'closed' check (state in ('closed', 'open', 'half_open')),
  pin                text collate "C" not null default 'auto' check (pin in ('auto', 'open', 'closed')),
  tripped            boolean not null default false,          -- opened by an operator, until it is reset
  since              timestamptz not null default now(),
  half_open_at       timestamptz,                             -- null: not open, or open without an end
  failures_in_a_row  integer not null default 0,
  trial_successes    integer not null default 0,
  buckets            json not null default '[]',              -- [start in ms, calls, failures] of the sliding window
  thresholds         json not null default '{}',              -- those that differ from the defaults
  calls              bigint not null default 0,
  failures           bigint not null default 0,
  opened             bigint not null default 0,
  last_failure_at    timestamptz,
  last_failure       json,
  reason             text,
  changed_by         text,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  check (pin = 'auto' or (state = pin and not tripped)),
  check (not tripped or state = 'open'),
  check (half_open_at is null or state = 'open')
) with (fillfactor = 70);
-- What every node keeps in mind; all others let calls through.
create index circuit_breakers_notable on circuit_breakers (key) where state <> 'closed' or pin <> 'auto' or thresholds::text <> '{}';
create trigger update_updated_at before update on circuit_breakers for each row execute function update_updated_at();

create table breaker_trials (
  key          text collate "C" not null,
  execution_id bigint not null,
  node         text,                                          -- null: let through, not claimed yet
  expires_at   timestamptz not null,
  primary key (key, execution_id)
);

alter table live_executions
  add column breaker     text collate "C",                    -- as named; '' for none, null for the task type's own
  add column deferred_by text collate "C",                    -- the breaker it waits for while hold is 'breaker'
  drop constraint if exists live_executions_hold_check,
  add constraint live_executions_hold_check
    check (hold in ('until', 'sleep', 'event', 'gate', 'retry', 'key', 'operator', 'breaker'));
create index live_executions_deferred on live_executions (deferred_by, claim_at, id) where hold = 'breaker' and status = 'pending';
alter table execution_history add column breaker text collate "C";
alter table task_schedules add column breaker text collate "C";
create trigger update_updated_at_breaker before update of breaker on task_schedules
  for each row execute function update_updated_at();

-- ---------------------------------------------------------------- nodes

create table nodes (
  name           text collate "C" primary key,
  instance       uuid not null,                               -- of the process: two must not share a name
  roles          text[] not null,
  version        text,
  host           text not null,
  pid            integer not null,
  labels         json not null default '{}',
  task_types     text[] not null,
  max_concurrent integer not null,
  running        integer not null default 0,
  cpu_percent    real,
  memory_percent real,
  started_at     timestamptz not null default now(),
  heartbeat_at   timestamptz not null default now(),
  lost_at        timestamptz,
  stopped_at     timestamptz,                                 -- set for a drained node only: others leave without a trace
  drained_at     timestamptz,
  drained_by     text,
  drain_reason   text
) with (fillfactor = 50);
