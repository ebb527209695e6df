-- Generated from the migrations by `npm run generate`. Change a migration, not this file.

-- Enums

create type execution_status as enum (
  'pending',
  'running',
  'paused',
  'completed',
  'failed',
  'timeout',
  'cancelled',
  'skipped'
);

-- Tables

create table audit_anchors (
  "position" bigint not null,
  hash text collate "C" not null,
  removed bigint not null,
  key_id text,
  signature text,
  created_at timestamp with time zone default now() not null,
  constraint audit_anchors_pkey PRIMARY KEY ("position")
);

create table audit_head (
  one boolean default true not null,
  "position" bigint not null,
  hash text collate "C" not null,
  key_id text,
  signature text,
  updated_at timestamp with time zone default now() not null,
  constraint audit_head_pkey PRIMARY KEY (one),
  constraint audit_head_one_check CHECK (one)
);

create table audit_log (
  id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  actor text not null,
  action text not null,
  entity_type text not null,
  entity_id text,
  before json,
  after json,
  request_id text,
  tx xid8 default pg_current_xact_id() not null,
  "position" bigint,
  hash text collate "C",
  sealed_at timestamp with time zone,
  constraint audit_log_pkey PRIMARY KEY (id),
  constraint audit_log_position_key UNIQUE ("position")
);

create table batch_items (
  batch_id uuid not null,
  index integer not null,
  execution_id uuid not null,
  constraint batch_items_pkey PRIMARY KEY (batch_id, index),
  constraint batch_items_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id) ON DELETE CASCADE
);

create table batches (
  id uuid not null,
  total integer not null,
  fail_fast boolean not null,
  max_concurrent integer,
  settled boolean default false not null,
  cancel_reason text,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  constraint batches_pkey PRIMARY KEY (id)
);

create table breaker_trials (
  key text collate "C" not null,
  execution_id bigint not null,
  node text,
  expires_at timestamp with time zone not null,
  constraint breaker_trials_pkey PRIMARY KEY (key, execution_id)
);

create table circuit_breakers (
  key text collate "C" not null,
  state text collate "C" default 'closed'::text not null,
  pin text collate "C" default 'auto'::text not null,
  tripped boolean default false not null,
  since timestamp with time zone default now() not null,
  half_open_at timestamp with time zone,
  failures_in_a_row integer default 0 not null,
  trial_successes integer default 0 not null,
  buckets json default '[]'::json not null,
  thresholds json default '{}'::json not null,
  calls bigint default 0 not null,
  failures bigint default 0 not null,
  opened bigint default 0 not null,
  last_failure_at timestamp with time zone,
  last_failure json,
  reason text,
  changed_by text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint circuit_breakers_pkey PRIMARY KEY (key),
  constraint circuit_breakers_check CHECK (pin = 'auto'::text OR state = pin AND NOT tripped),
  constraint circuit_breakers_check1 CHECK (NOT tripped OR state = 'open'::text),
  constraint circuit_breakers_check2 CHECK (half_open_at IS NULL OR state = 'open'::text),
  constraint circuit_breakers_pin_check CHECK (pin = ANY (ARRAY['auto'::text, 'open'::text, 'closed'::text])),
  constraint circuit_breakers_state_check CHECK (state = ANY (ARRAY['closed'::text, 'open'::text, 'half_open'::text]))
) with (fillfactor=70);

create table dead_letters (
  id integer generated always as identity not null,
  execution_id bigint not null,
  execution_uuid uuid not null,
  schedule_id integer,
  status text default 'pending'::text not null,
  task_type text collate "C" not null,
  queue text collate "C" not null,
  priority smallint not null,
  task_config json not null,
  trigger json,
  tags text[],
  metadata json,
  timeout_ms bigint,
  retry_policy json,
  concurrency_key text collate "C",
  concurrency_limit integer,
  attempts integer not null,
  error json not null,
  fingerprint text,
  node text,
  resubmit_count integer default 0 not null,
  resubmitted_as uuid,
  redrive_id uuid,
  failed_at timestamp with time zone default now() not null,
  resolved_at timestamp with time zone,
  resolved_by text,
  notes text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  requires text collate "C",
  constraint dead_letters_pkey PRIMARY KEY (id),
  constraint dead_letters_execution_id_key UNIQUE (execution_id),
  constraint dead_letters_status_check CHECK (status = ANY (ARRAY['pending'::text, 'resubmitted'::text, 'resolved'::text, 'archived'::text]))
);

create table error_records (
  id integer generated always as identity not null,
  execution_id bigint not null,
  schedule_id integer,
  error_type text not null,
  severity text not null,
  error_code text,
  category text,
  fingerprint text,
  message text not null,
  stack_trace text,
  error_data json,
  recovery_status text default 'unresolved'::text not null,
  recovery_attempts integer default 0 not null,
  max_retry_attempts integer default 0 not null,
  next_retry_at timestamp with time zone,
  resolved_at timestamp with time zone,
  resolution_notes text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  dead_letter_id integer,
  resolved_by text,
  rule text,
  queue text collate "C",
  task_type text collate "C",
  constraint error_records_pkey PRIMARY KEY (id),
  constraint error_records_error_type_check CHECK (error_type = ANY (ARRAY['execution_failure'::text, 'timeout'::text, 'conductor_error'::text, 'system_error'::text])),
  constraint error_records_recovery_status_check CHECK (recovery_status = ANY (ARRAY['unresolved'::text, 'retry_scheduled'::text, 'retrying'::text, 'resolved'::text, 'ignored'::text, 'escalated'::text])),
  constraint error_records_severity_check CHECK (severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))
);

create table error_rules (
  id integer generated always as identity not null,
  name text not null,
  "position" integer default 100 not null,
  task_type text collate "C",
  schedule_id integer,
  error_code text collate "C",
  message_includes text,
  permanent boolean,
  severity text,
  retry boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint error_rules_pkey PRIMARY KEY (id),
  constraint error_rules_name_key UNIQUE (name),
  constraint error_rules_severity_check CHECK (severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))
);

create table event_cursors (
  name text not null,
  tx xid8 not null,
  id bigint not null,
  constraint event_cursors_pkey PRIMARY KEY (name)
);

create table events (
  tx xid8 default pg_current_xact_id() not null,
  id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  type text collate "C" not null,
  ids uuid[],
  data json,
  actor text,
  correlation_id text,
  causation_id text,
  depth smallint default 0 not null,
  traceparent text collate "C"
) partition by RANGE (at);

create table events_default partition of events DEFAULT;

create table execution_attempts (
  execution_id bigint not null,
  attempt smallint not null,
  outcome text collate "C" not null,
  node text,
  started_at timestamp with time zone,
  ended_at timestamp with time zone default now() not null,
  error json,
  constraint execution_attempts_pkey PRIMARY KEY (execution_id, attempt)
);

create table execution_history (
  id bigint not null,
  execution_id uuid not null,
  schedule_id integer,
  slot timestamp with time zone,
  slot_until timestamp with time zone,
  slot_count integer default 1 not null,
  queue text collate "C" not null,
  task_type text collate "C" not null,
  priority smallint not null,
  status execution_status not null,
  skip_reason text collate "C",
  attempt smallint not null,
  fence integer not null,
  scheduled_at timestamp with time zone not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone not null,
  timeout_ms bigint,
  retry_policy json,
  tags text[],
  trigger json,
  idempotency_key text collate "C",
  node text,
  task_config json not null,
  metadata json,
  result json,
  error json,
  created_at timestamp with time zone not null,
  resubmitted_from integer,
  concurrency_key text collate "C",
  concurrency_limit integer,
  breaker text collate "C",
  estimated_cost json,
  requires text collate "C",
  constraint execution_history_status_check CHECK (status = ANY (ARRAY['completed'::execution_status, 'failed'::execution_status, 'timeout'::execution_status, 'cancelled'::execution_status, 'skipped'::execution_status]))
) partition by RANGE (completed_at);

create table execution_history_default partition of execution_history DEFAULT;

create table execution_logs (
  execution_id uuid not null,
  seq integer not null,
  attempt smallint not null,
  stream text collate "C" not null,
  text text not null,
  at timestamp with time zone default now() not null,
  constraint execution_logs_stream_check CHECK (stream = ANY (ARRAY['stdout'::text, 'stderr'::text, 'system'::text]))
) partition by RANGE (at);

create table execution_logs_default partition of execution_logs DEFAULT;

create table execution_rollups (
  minutes smallint not null,
  start timestamp with time zone not null,
  queue text collate "C" not null,
  task_type text collate "C" not null,
  status execution_status not null,
  executions bigint not null,
  duration_ms double precision not null,
  wait_ms double precision not null,
  durations jsonb not null,
  waits jsonb not null,
  attempts jsonb not null,
  constraint execution_rollups_pkey PRIMARY KEY (minutes, start, queue, task_type, status),
  constraint execution_rollups_minutes_check CHECK (minutes = ANY (ARRAY[1, 15]))
);

create table execution_steps (
  execution_id bigint not null,
  name text collate "C" not null,
  output json,
  created_at timestamp with time zone default now() not null,
  constraint execution_steps_pkey PRIMARY KEY (execution_id, name)
);

create table execution_totals (
  queue text collate "C" not null,
  task_type text collate "C" not null,
  status execution_status not null,
  executions bigint not null,
  constraint execution_totals_pkey PRIMARY KEY (queue, task_type, status)
);

create table execution_waits (
  execution_id bigint not null,
  step text not null,
  pattern text collate "C" not null,
  filter json,
  created_at timestamp with time zone default now() not null,
  constraint execution_waits_pkey PRIMARY KEY (execution_id)
);

create table http_idempotency (
  token text not null,
  key text not null,
  body_hash text not null,
  status integer,
  response json,
  created_at timestamp with time zone default now() not null,
  constraint http_idempotency_pkey PRIMARY KEY (token, key)
);

create table idempotency_keys (
  key text collate "C" not null,
  id bigint not null,
  execution_id uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (key)
);

create table incoming_hook_messages (
  hook_id integer not null,
  message_id text collate "C" not null,
  received_at timestamp with time zone default now() not null,
  event_id text,
  constraint incoming_hook_messages_pkey PRIMARY KEY (hook_id, message_id),
  constraint incoming_hook_messages_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES incoming_hooks(id) ON DELETE CASCADE
);

create table incoming_hooks (
  id integer generated always as identity not null,
  name text collate "C" not null,
  verification text collate "C" not null,
  secret text not null,
  headers text[] default '{}'::text[] not null,
  tolerance_ms integer not null,
  enabled boolean default true not null,
  received bigint default 0 not null,
  refused bigint default 0 not null,
  last_received_at timestamp with time zone,
  refusal_told_at timestamp with time zone,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint incoming_hooks_pkey PRIMARY KEY (id),
  constraint incoming_hooks_name_key UNIQUE (name),
  constraint incoming_hooks_verification_check CHECK (verification = ANY (ARRAY['token'::text, 'standard'::text, 'github'::text, 'stripe'::text]))
);

create table incoming_messages (
  id bigint generated always as identity not null,
  hook_id integer not null,
  status text collate "C" not null,
  reason text collate "C",
  problem text,
  event_id text,
  replay_of bigint,
  headers json not null,
  body text,
  size_bytes integer not null,
  source text,
  actor text,
  received_at timestamp with time zone default now() not null,
  constraint incoming_messages_pkey PRIMARY KEY (id),
  constraint incoming_messages_hook_id_fkey FOREIGN KEY (hook_id) REFERENCES incoming_hooks(id) ON DELETE CASCADE,
  constraint incoming_messages_check CHECK ((status = 'refused'::text) = (reason IS NOT NULL)),
  constraint incoming_messages_check1 CHECK (event_id IS NOT NULL OR (status = ANY (ARRAY['duplicate'::text, 'refused'::text]))),
  constraint incoming_messages_check2 CHECK (body IS NULL OR status = 'refused'::text),
  constraint incoming_messages_reason_check CHECK (reason = ANY (ARRAY['unsigned'::text, 'wrong_signature'::text, 'stale'::text, 'too_large'::text, 'unreadable'::text, 'switched_off'::text])),
  constraint incoming_messages_status_check CHECK (status = ANY (ARRAY['accepted'::text, 'duplicate'::text, 'refused'::text, 'replayed'::text]))
);

create table interventions (
  id bigint generated always as identity not null,
  execution_id bigint not null,
  action text not null,
  actor text not null,
  reason text,
  before json,
  after json,
  at timestamp with time zone default now() not null,
  constraint interventions_pkey PRIMARY KEY (id)
);

create table label_lanes (
  task_type text collate "C" not null,
  requires text collate "C" not null,
  used_at timestamp with time zone default now() not null,
  constraint label_lanes_pkey PRIMARY KEY (task_type, requires)
);

create table leases (
  id bigint generated always as identity not null,
  node text not null,
  claimed_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  ids bigint[] not null,
  queue text collate "C",
  token_hash text collate "C",
  paused_once boolean default false not null,
  constraint leases_pkey PRIMARY KEY (id)
) with (fillfactor=50);

create table live_executions (
  id bigint generated always as identity not null,
  execution_id uuid not null,
  schedule_id integer,
  slot timestamp with time zone,
  queue text collate "C" default 'default'::text not null,
  task_type text collate "C" not null,
  priority smallint default 5 not null,
  status execution_status default 'pending'::execution_status not null,
  hold text collate "C",
  attempt smallint default 1 not null,
  fence integer default 0 not null,
  run_at timestamp with time zone,
  claim_at timestamp with time zone not null,
  scheduled_at timestamp with time zone default now() not null,
  timeout_ms bigint,
  retry_policy json,
  tags text[],
  trigger json,
  idempotency_key text collate "C",
  error json,
  progress json,
  task_config json not null,
  metadata json,
  created_at timestamp with time zone default now() not null,
  allowance_from smallint default 0 not null,
  resubmitted_from integer,
  concurrency_key text collate "C",
  concurrency_limit integer,
  breaker text collate "C",
  deferred_by text collate "C",
  estimated_cost json,
  requires text collate "C",
  constraint live_executions_pkey PRIMARY KEY (id),
  constraint live_executions_concurrency_limit_check CHECK (concurrency_limit > 0),
  constraint live_executions_hold_check CHECK (hold = ANY (ARRAY['until'::text, 'sleep'::text, 'event'::text, 'gate'::text, 'retry'::text, 'key'::text, 'operator'::text, 'breaker'::text, 'room'::text])),
  constraint live_executions_key_limit CHECK ((concurrency_key IS NULL) = (concurrency_limit IS NULL)),
  constraint live_executions_priority_check CHECK (priority >= 1 AND priority <= 10),
  constraint live_executions_status_check CHECK (status = ANY (ARRAY['pending'::execution_status, 'paused'::execution_status]))
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=20000, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_insert_scale_factor=0, autovacuum_vacuum_insert_threshold=50000);

create table metrics_progress (
  id integer default 1 not null,
  counted_to timestamp with time zone not null,
  sampled_at timestamp with time zone,
  constraint metrics_progress_pkey PRIMARY KEY (id),
  constraint metrics_progress_id_check CHECK (id = 1)
);

create table nodes (
  name text collate "C" not null,
  instance uuid not null,
  roles text[] not null,
  version text,
  host text not null,
  pid integer not null,
  labels json default '{}'::json not null,
  task_types text[] not null,
  max_concurrent integer not null,
  running integer default 0 not null,
  cpu_percent real,
  memory_percent real,
  started_at timestamp with time zone default now() not null,
  heartbeat_at timestamp with time zone default now() not null,
  lost_at timestamp with time zone,
  stopped_at timestamp with time zone,
  drained_at timestamp with time zone,
  drained_by text,
  drain_reason text,
  remote boolean default false not null,
  cpu_limit smallint,
  memory_limit smallint,
  refusal text,
  offered_cpu_cores real,
  offered_memory_mb integer,
  kept_for bigint,
  constraint nodes_pkey PRIMARY KEY (name)
) with (fillfactor=50);

create table notification_channels (
  id integer generated always as identity not null,
  name text not null,
  type text collate "C" not null,
  config json not null,
  enabled boolean default true not null,
  last_sent_at timestamp with time zone,
  last_error text,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint notification_channels_pkey PRIMARY KEY (id),
  constraint notification_channels_name_key UNIQUE (name),
  constraint notification_channels_type_check CHECK (type = ANY (ARRAY['webhook'::text, 'slack'::text, 'discord'::text, 'ntfy'::text, 'smtp'::text, 'command'::text]))
);

create table notification_groups (
  rule_id integer not null,
  group_key text collate "C" not null,
  open boolean not null,
  subject text collate "C",
  schedule_id integer,
  execution_id uuid,
  events integer not null,
  suppressed integer not null,
  notified_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  title text not null,
  channels text[] not null,
  constraint notification_groups_pkey PRIMARY KEY (rule_id, group_key)
);

create table notification_rules (
  id integer generated always as identity not null,
  name text not null,
  enabled boolean default true not null,
  events text[] not null,
  filter json,
  schedule_ids integer[] default '{}'::integer[] not null,
  severities text[] default '{}'::text[] not null,
  channels text[] not null,
  group_by text not null,
  renotify_ms bigint not null,
  recovered boolean not null,
  quiet_hours json,
  active_since timestamp with time zone default now() not null,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint notification_rules_pkey PRIMARY KEY (id),
  constraint notification_rules_name_key UNIQUE (name)
);

create table queue_samples (
  at timestamp with time zone not null,
  queue text collate "C" not null,
  ready integer not null,
  running integer not null,
  delayed integer not null,
  oldest_ms double precision,
  came integer,
  went integer,
  period_ms integer,
  constraint queue_samples_pkey PRIMARY KEY (at, queue)
);

create table queues (
  name text collate "C" not null,
  created_at timestamp with time zone default now() not null,
  paused_at timestamp with time zone,
  paused_by text,
  pause_reason text,
  concurrency_limit integer,
  rate_count integer,
  rate_period_ms integer,
  rate_tokens double precision,
  rate_at timestamp with time zone,
  depth_limit integer default 10000 not null,
  updated_at timestamp with time zone default now() not null,
  constraint queues_pkey PRIMARY KEY (name),
  constraint queues_concurrency_limit_check CHECK (concurrency_limit > 0),
  constraint queues_depth_limit_check CHECK (depth_limit >= 0),
  constraint queues_rate CHECK ((rate_count IS NULL) = (rate_period_ms IS NULL)),
  constraint queues_rate_count_check CHECK (rate_count > 0),
  constraint queues_rate_period_ms_check CHECK (rate_period_ms > 0)
);

create table ready_executions (
  queue text collate "C" not null,
  task_type text collate "C" not null,
  claim_at timestamp with time zone not null,
  id bigint not null,
  constraint ready_executions_pkey PRIMARY KEY (queue, task_type, claim_at, id)
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=10000, autovacuum_vacuum_cost_delay=0);

create table redrives (
  id uuid not null,
  canary_id integer,
  rate_per_minute integer,
  task_config json,
  next_at timestamp with time zone default now() not null,
  actor text not null,
  created_at timestamp with time zone default now() not null,
  canary_letter_id integer,
  outcome text,
  total integer default 0 not null,
  sent integer default 0 not null,
  ended_at timestamp with time zone,
  constraint redrives_pkey PRIMARY KEY (id),
  constraint redrives_outcome_check CHECK (outcome = ANY (ARRAY['completed'::text, 'canary_failed'::text]))
);

create table retry_policies (
  name text not null,
  max_retries integer not null,
  initial_delay_ms integer not null,
  max_delay_ms integer not null,
  multiplier double precision not null,
  jitter double precision not null,
  updated_by text not null,
  updated_at timestamp with time zone default now() not null,
  constraint retry_policies_pkey PRIMARY KEY (name)
);

create table schedule_rollups (
  start timestamp with time zone not null,
  schedule_id integer not null,
  executions bigint not null,
  failures bigint not null,
  skipped bigint not null,
  duration_ms double precision not null,
  constraint schedule_rollups_pkey PRIMARY KEY (start, schedule_id)
);

create table schedule_slots (
  schedule_id integer not null,
  slot timestamp with time zone not null,
  execution_id uuid not null,
  constraint schedule_slots_pkey PRIMARY KEY (schedule_id, slot)
);

create table schedule_statistics (
  schedule_id integer not null,
  executions bigint not null,
  failures bigint not null,
  duration_ms double precision not null,
  constraint schedule_statistics_pkey PRIMARY KEY (schedule_id)
) with (fillfactor=70);

create unlogged table schedule_tail (
  start timestamp with time zone not null,
  schedule_id integer not null,
  executions bigint not null,
  failures bigint not null,
  skipped bigint not null,
  duration_ms double precision not null
);

create table secrets (
  name text collate "C" not null,
  version integer not null,
  ciphertext bytea not null,
  nonce bytea not null,
  tag bytea not null,
  key_fingerprint text collate "C" not null,
  updated_by text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint secrets_pkey PRIMARY KEY (name),
  constraint secrets_nonce_check CHECK (length(nonce) = 12),
  constraint secrets_tag_check CHECK (length(tag) = 16),
  constraint secrets_version_check CHECK (version > 0)
);

create table settings (
  key text collate "C" not null,
  value json not null,
  updated_by text not null,
  updated_at timestamp with time zone default now() not null,
  constraint settings_pkey PRIMARY KEY (key)
);

create table sign_in_codes (
  hash text collate "C" not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint sign_in_codes_pkey PRIMARY KEY (hash)
);

create table slow_runs (
  execution_id uuid not null,
  told_at timestamp with time zone default now() not null,
  constraint slow_runs_pkey PRIMARY KEY (execution_id)
);

create table system_state (
  id integer default 1 not null,
  scheduler_running boolean default true not null,
  scheduler_changed_at timestamp with time zone,
  scheduler_stopped_at timestamp with time zone,
  scheduler_last_tick_at timestamp with time zone,
  error_recovery_running boolean default true not null,
  error_recovery_last_run_at timestamp with time zone,
  examples_created boolean default false not null,
  updated_at timestamp with time zone default now() not null,
  constraint system_state_pkey PRIMARY KEY (id),
  constraint system_state_id_check CHECK (id = 1)
);

create table task_schedules (
  id integer generated always as identity not null,
  name text not null,
  description text,
  task_type text collate "C" not null,
  task_config json not null,
  schedule_type text collate "C" not null,
  schedule_config json not null,
  enabled boolean default true not null,
  queue text collate "C" default 'default'::text not null,
  priority smallint default 5 not null,
  tags text[] default '{}'::text[] not null,
  retry_policy json,
  timeout_ms bigint,
  overlap_policy text collate "C" default 'skip'::text not null,
  catch_up_policy text collate "C" default 'latest'::text not null,
  catch_up_limit integer default 10 not null,
  jitter_ms integer default 0 not null,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  max_runs integer,
  blackouts json default '[]'::json not null,
  run_count integer default 0 not null,
  last_run_at timestamp with time zone,
  next_run_at timestamp with time zone,
  skip_id uuid,
  skip_reason text collate "C",
  managed_by text,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  concurrency_key text collate "C",
  concurrency_limit integer,
  expected_within_ms bigint,
  max_duration_ms bigint,
  on_failure text[] default '{}'::text[] not null,
  on_success text[] default '{}'::text[] not null,
  missed_at timestamp with time zone,
  breaker text collate "C",
  estimated_cost json,
  error_severity text collate "C",
  requires text collate "C",
  constraint task_schedules_pkey PRIMARY KEY (id),
  constraint task_schedules_name_key UNIQUE (name),
  constraint task_schedules_catch_up_policy_check CHECK (catch_up_policy = ANY (ARRAY['latest'::text, 'skip'::text, 'all'::text])),
  constraint task_schedules_concurrency_limit_check CHECK (concurrency_limit > 0),
  constraint task_schedules_error_severity_check CHECK (error_severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])),
  constraint task_schedules_key_limit CHECK ((concurrency_key IS NULL) = (concurrency_limit IS NULL)),
  constraint task_schedules_overlap_policy_check CHECK (overlap_policy = ANY (ARRAY['skip'::text, 'queue'::text, 'allow'::text, 'cancel_previous'::text])),
  constraint task_schedules_priority_check CHECK (priority >= 1 AND priority <= 10),
  constraint task_schedules_schedule_type_check CHECK (schedule_type = ANY (ARRAY['cron'::text, 'interval'::text, 'one_time'::text, 'event'::text]))
) with (fillfactor=70);

create table tokens (
  id integer generated always as identity not null,
  kind text collate "C" default 'token'::text not null,
  parent_id integer,
  name text not null,
  hash text collate "C" not null,
  hint text not null,
  roles text[] default '{}'::text[] not null,
  scopes text[] default '{}'::text[] not null,
  rate_limit json,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_hash_key UNIQUE (hash),
  constraint tokens_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tokens(id),
  constraint tokens_kind_check CHECK (kind = ANY (ARRAY['token'::text, 'session'::text]))
);

create table webhook_deliveries (
  id bigint generated always as identity not null,
  webhook_id integer not null,
  kind text collate "C" not null,
  status text collate "C" default 'pending'::text not null,
  event_id text collate "C" not null,
  event_type text collate "C" not null,
  message_id text collate "C" not null,
  payload text not null,
  execution_id uuid,
  attempts integer default 0 not null,
  request json,
  response json,
  error json,
  duration_ms double precision,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE,
  constraint webhook_deliveries_kind_check CHECK (kind = ANY (ARRAY['event'::text, 'test'::text, 'redelivery'::text])),
  constraint webhook_deliveries_status_check CHECK (status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'skipped'::text]))
);

create table webhooks (
  id integer generated always as identity not null,
  name text not null,
  url text not null,
  events text[] not null,
  filter json,
  headers json default '{}'::json not null,
  enabled boolean default true not null,
  retry_policy json,
  secret text not null,
  previous_secret text,
  previous_secret_until timestamp with time zone,
  disabled_reason text,
  consecutive_failures integer default 0 not null,
  active_since timestamp with time zone default now() not null,
  last_delivered_at timestamp with time zone,
  created_by text default 'local'::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhooks_name_key UNIQUE (name)
);

create table websocket_sessions (
  session_id uuid not null,
  node text not null,
  subscriptions json,
  user_agent text,
  remote_address text,
  is_active boolean default true not null,
  connected_at timestamp with time zone default now() not null,
  last_ping_at timestamp with time zone default now() not null,
  disconnected_at timestamp with time zone,
  constraint websocket_sessions_pkey PRIMARY KEY (session_id)
);

-- Indexes

CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor, id);

CREATE INDEX audit_log_at ON public.audit_log USING brin (at);

CREATE INDEX audit_log_entity ON public.audit_log USING btree (entity_type, entity_id);

CREATE INDEX audit_log_unsealed ON public.audit_log USING btree (id) WHERE ("position" IS NULL);

CREATE INDEX batch_items_execution ON public.batch_items USING btree (execution_id);

CREATE INDEX batches_open ON public.batches USING btree (created_at) WHERE (fail_fast AND (NOT settled));

CREATE INDEX circuit_breakers_notable ON public.circuit_breakers USING btree (key) WHERE ((state <> 'closed'::text) OR (pin <> 'auto'::text) OR ((thresholds)::text <> '{}'::text));

CREATE INDEX dead_letters_age ON public.dead_letters USING btree (failed_at) WHERE (status = 'pending'::text);

CREATE INDEX dead_letters_redrive ON public.dead_letters USING btree (redrive_id, id) WHERE (redrive_id IS NOT NULL);

CREATE INDEX dead_letters_status ON public.dead_letters USING btree (status, id);

CREATE INDEX error_records_age ON public.error_records USING brin (created_at) WITH (pages_per_range='32');

CREATE INDEX error_records_execution ON public.error_records USING btree (execution_id);

CREATE INDEX error_records_fingerprint ON public.error_records USING btree (fingerprint, id);

CREATE UNIQUE INDEX error_records_one_open ON public.error_records USING btree (execution_id) WHERE (recovery_status <> ALL (ARRAY['resolved'::text, 'ignored'::text]));

CREATE INDEX error_records_open ON public.error_records USING btree (recovery_status, severity) WHERE (recovery_status <> ALL (ARRAY['resolved'::text, 'ignored'::text]));

CREATE INDEX error_records_schedule ON public.error_records USING btree (schedule_id) WHERE (schedule_id IS NOT NULL);

CREATE INDEX events_breaker ON ONLY public.events USING btree (((data ->> 'key'::text)), tx, id) WHERE (type = ANY (ARRAY['breaker.opened'::text, 'breaker.half_opened'::text, 'breaker.closed'::text, 'breaker.tripped'::text]));

CREATE INDEX events_fired ON ONLY public.events USING btree (causation_id) WHERE ((type = ANY (ARRAY['schedule.triggered'::text, 'schedule.skipped'::text])) AND (causation_id IS NOT NULL));

CREATE INDEX events_place ON ONLY public.events USING btree (tx, id);

CREATE INDEX execution_attempts_age ON public.execution_attempts USING brin (ended_at) WITH (pages_per_range='32');

CREATE INDEX execution_history_completed_at ON ONLY public.execution_history USING brin (completed_at) WITH (pages_per_range='32');

CREATE INDEX execution_history_execution_id ON ONLY public.execution_history USING btree (execution_id);

CREATE INDEX execution_history_id ON ONLY public.execution_history USING brin (id int8_minmax_multi_ops) WITH (pages_per_range='32');

CREATE INDEX execution_history_schedule ON ONLY public.execution_history USING btree (schedule_id, execution_id) WHERE (schedule_id IS NOT NULL);

CREATE INDEX execution_history_unhappy ON ONLY public.execution_history USING btree (status, execution_id) WHERE (status <> 'completed'::execution_status);

CREATE INDEX execution_logs_place ON ONLY public.execution_logs USING btree (execution_id, seq);

CREATE INDEX execution_steps_age ON public.execution_steps USING brin (created_at) WITH (pages_per_range='32');

CREATE INDEX http_idempotency_age ON public.http_idempotency USING btree (created_at);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING brin (created_at) WITH (pages_per_range='32');

CREATE INDEX incoming_hook_messages_age ON public.incoming_hook_messages USING btree (received_at);

CREATE INDEX incoming_messages_age ON public.incoming_messages USING brin (received_at);

CREATE INDEX incoming_messages_list ON public.incoming_messages USING btree (hook_id, id DESC);

CREATE INDEX incoming_messages_surplus ON public.incoming_messages USING btree (hook_id, id DESC) WHERE (status = ANY (ARRAY['duplicate'::text, 'refused'::text]));

CREATE INDEX interventions_execution ON public.interventions USING btree (execution_id, id);

CREATE INDEX leases_queue ON public.leases USING btree (queue) WHERE (queue IS NOT NULL);

CREATE INDEX live_executions_deferred ON public.live_executions USING btree (deferred_by, claim_at, id) WHERE ((hold = 'breaker'::text) AND (status = 'pending'::execution_status));

CREATE UNIQUE INDEX live_executions_execution_id ON public.live_executions USING btree (execution_id);

CREATE INDEX live_executions_gate ON public.live_executions USING btree (schedule_id, id) WHERE (hold = 'gate'::text);

CREATE INDEX live_executions_key_busy ON public.live_executions USING btree (concurrency_key) WHERE ((concurrency_key IS NOT NULL) AND (hold IS NULL));

CREATE INDEX live_executions_key_waiting ON public.live_executions USING btree (concurrency_key, claim_at, id) WHERE ((hold = 'key'::text) AND (status = 'pending'::execution_status));

CREATE INDEX live_executions_retry ON public.live_executions USING btree (run_at) WHERE ((hold = 'retry'::text) AND (status = 'pending'::execution_status));

CREATE INDEX live_executions_room ON public.live_executions USING btree (claim_at, id) WHERE (hold = 'room'::text);

CREATE INDEX live_executions_schedule ON public.live_executions USING btree (schedule_id, execution_id) WHERE (schedule_id IS NOT NULL);

CREATE INDEX live_executions_until ON public.live_executions USING btree (run_at) WHERE ((hold = ANY (ARRAY['until'::text, 'sleep'::text, 'event'::text])) AND (status = 'pending'::execution_status));

CREATE INDEX nodes_remote ON public.nodes USING btree (instance) WHERE remote;

CREATE INDEX notification_groups_execution ON public.notification_groups USING btree (execution_id) WHERE open;

CREATE INDEX notification_groups_schedule ON public.notification_groups USING btree (schedule_id) WHERE open;

CREATE INDEX notification_groups_subject ON public.notification_groups USING btree (subject) WHERE open;

CREATE INDEX schedule_slots_age ON public.schedule_slots USING brin (slot) WITH (pages_per_range='32');

CREATE INDEX task_schedules_due ON public.task_schedules USING btree (next_run_at) WHERE (enabled AND (next_run_at IS NOT NULL));

CREATE INDEX task_schedules_event ON public.task_schedules USING btree (id) WHERE (enabled AND (schedule_type = 'event'::text));

CREATE INDEX task_schedules_severity ON public.task_schedules USING btree (id, error_severity) WHERE (error_severity IS NOT NULL);

CREATE INDEX task_schedules_telling ON public.task_schedules USING btree (id) WHERE ((on_failure <> '{}'::text[]) OR (on_success <> '{}'::text[]));

CREATE INDEX task_schedules_watched ON public.task_schedules USING btree (id) WHERE ((expected_within_ms IS NOT NULL) OR (max_duration_ms IS NOT NULL));

CREATE UNIQUE INDEX tokens_name ON public.tokens USING btree (name) WHERE ((kind = 'token'::text) AND (revoked_at IS NULL));

CREATE INDEX tokens_parent ON public.tokens USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX webhook_deliveries_age ON public.webhook_deliveries USING brin (created_at);

CREATE INDEX webhook_deliveries_execution ON public.webhook_deliveries USING btree (execution_id);

CREATE INDEX webhook_deliveries_list ON public.webhook_deliveries USING btree (webhook_id, id DESC);

CREATE UNIQUE INDEX webhook_deliveries_once ON public.webhook_deliveries USING btree (webhook_id, event_id) WHERE (kind = 'event'::text);

CREATE INDEX websocket_sessions_active ON public.websocket_sessions USING btree (last_ping_at) WHERE is_active;

-- Views

create view task_executions as
 SELECT e.id,
    e.execution_id,
    e.schedule_id,
    e.slot,
    NULL::timestamp with time zone AS slot_until,
    1 AS slot_count,
    e.queue,
    e.task_type,
    e.priority,
        CASE
            WHEN e.status = 'pending'::execution_status AND l.id IS NOT NULL THEN 'running'::execution_status
            ELSE e.status
        END AS status,
    NULL::text AS skip_reason,
    e.attempt,
    e.run_at,
    e.scheduled_at,
    l.claimed_at AS started_at,
    NULL::timestamp with time zone AS completed_at,
    NULL::double precision AS duration_ms,
    l.node,
    NULL::json AS result,
    e.error,
    e.task_config,
    e.metadata,
    e.tags,
    e.trigger,
    e.created_at,
    e.concurrency_key,
    e.resubmitted_from
   FROM live_executions e
     LEFT JOIN ( SELECT unnest(leases.ids) AS id,
            leases.claimed_at,
            leases.node
           FROM leases) l ON l.id = e.id
UNION ALL
 SELECT execution_history.id,
    execution_history.execution_id,
    execution_history.schedule_id,
    execution_history.slot,
    execution_history.slot_until,
    execution_history.slot_count,
    execution_history.queue,
    execution_history.task_type,
    execution_history.priority,
    execution_history.status,
    execution_history.skip_reason,
    execution_history.attempt,
    NULL::timestamp with time zone AS run_at,
    execution_history.scheduled_at,
    execution_history.started_at,
    execution_history.completed_at,
    1000::double precision * EXTRACT(epoch FROM execution_history.completed_at - execution_history.started_at)::double precision AS duration_ms,
    execution_history.node,
    execution_history.result,
    execution_history.error,
    execution_history.task_config,
    execution_history.metadata,
    execution_history.tags,
    execution_history.trigger,
    execution_history.created_at,
    execution_history.concurrency_key,
    execution_history.resubmitted_from
   FROM execution_history;

-- Functions

CREATE OR REPLACE FUNCTION public.audit_log_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and old.position is null and new.position is not null and new.hash is not null
     and (new.id, new.at, new.actor, new.action, new.entity_type, new.entity_id, new.before::text, new.after::text, new.request_id, new.tx)
         is not distinct from
         (old.id, old.at, old.actor, old.action, old.entity_type, old.entity_id, old.before::text, old.after::text, old.request_id, old.tx)
  then
    return new;
  end if;
  if tg_op = 'DELETE' and exists (select from audit_anchors where position >= old.position) then
    return old;
  end if;
  raise exception 'audit_log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege', hint = 'Rows leave by retention alone, which signs where it cut.';
end $function$;

CREATE OR REPLACE FUNCTION public.update_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.updated_at := now();
  return new;
end $function$;

-- Triggers

CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only();

CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON circuit_breakers FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON dead_letters FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON error_records FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON error_rules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, verification, secret, headers, tolerance_ms, enabled ON incoming_hooks FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, type, config, enabled ON notification_channels FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, enabled, events, filter, schedule_ids, severities, channels, group_by, renotify_ms, recovered, quiet_hours ON notification_rules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON secrets FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE ON system_state FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, description, task_type, task_config, schedule_type, schedule_config, enabled, queue, priority, tags, retry_policy, timeout_ms, overlap_policy, catch_up_policy, catch_up_limit, jitter_ms, starts_at, ends_at, max_runs, blackouts ON task_schedules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at_breaker BEFORE UPDATE OF breaker ON task_schedules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at_key BEFORE UPDATE OF concurrency_key, concurrency_limit ON task_schedules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at_watching BEFORE UPDATE OF expected_within_ms, max_duration_ms, on_failure, on_success ON task_schedules FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, roles, scopes, rate_limit, expires_at, revoked_at ON tokens FOR EACH ROW EXECUTE FUNCTION update_updated_at();

CREATE TRIGGER update_updated_at BEFORE UPDATE OF name, url, events, filter, headers, enabled, retry_policy, secret ON webhooks FOR EACH ROW EXECUTE FUNCTION update_updated_at();
