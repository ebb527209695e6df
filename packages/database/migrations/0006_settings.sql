-- Settings of the installation, what charts are drawn from, and the indexes that retention reads by.
--
--   settings            what operators changed; a key that is absent has its default
--   execution_rollups   counts and distributions a minute and a quarter of an hour, by queue, task type and status
--   schedule_rollups    counts a quarter of an hour by schedule
--   queue_samples       depth of each queue, a minute
--   execution_totals    what ended since the beginning, by queue, task type and status
--   metrics_progress    up to where history is counted for good
--
-- Old nodes may run beside it: nothing they use has changed.

create table settings (
  key        text collate "C" primary key,
  value      json not null,
  updated_by text not null,
  updated_at timestamptz not null default now()
);

create table execution_rollups (
  minutes     smallint not null check (minutes in (1, 15)),   -- length of the period
  start       timestamptz not null,
  queue       text collate "C" not null,
  task_type   text collate "C" not null,
  status      execution_status not null,
  executions  bigint not null,
  duration_ms double precision not null,                      -- sum
  wait_ms     double precision not null,                      -- sum, from ready to started
  durations   jsonb not null,                                 -- bucket: executions; see metrics/histogram.ts
  waits       jsonb not null,
  attempts    jsonb not null,                                 -- attempts needed: executions
  primary key (minutes, start, queue, task_type, status)
);

create table schedule_rollups (
  start       timestamptz not null,
  schedule_id integer not null,
  executions  bigint not null,
  failures    bigint not null,
  skipped     bigint not null,
  duration_ms double precision not null,
  primary key (start, schedule_id)
);

create table queue_samples (
  at        timestamptz not null,
  queue     text collate "C" not null,
  ready     integer not null,
  running   integer not null,
  delayed   integer not null,                                 -- held: for a time, a sleep, an event, a predecessor
  oldest_ms double precision,                                 -- how long the oldest ready one has waited
  primary key (at, queue)
);

create table execution_totals (
  queue      text collate "C" not null,
  task_type  text collate "C" not null,
  status     execution_status not null,
  executions bigint not null,
  primary key (queue, task_type, status)
);

create table metrics_progress (
  id         integer primary key default 1 check (id = 1),
  counted_to timestamptz not null,                            -- whole minutes; later ones are counted anew each round
  sampled_at timestamptz
);
insert into metrics_progress (counted_to) values (date_trunc('minute', now()));

create index execution_attempts_age on execution_attempts using brin (ended_at) with (pages_per_range = 32);
create index execution_steps_age on execution_steps using brin (created_at) with (pages_per_range = 32);
create index idempotency_keys_age on idempotency_keys using brin (created_at) with (pages_per_range = 32);
create index schedule_slots_age on schedule_slots using brin (slot) with (pages_per_range = 32);
create index error_records_age on error_records using brin (created_at) with (pages_per_range = 32);
