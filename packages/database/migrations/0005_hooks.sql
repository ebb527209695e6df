-- Webhooks out and in, notifications, batches, and what schedules say about being late or slow.
--
-- Invariants: an event makes at most one delivery per webhook (unique index), in the transaction that moves the cursor
-- past it. Old nodes may run beside this: they make no deliveries and leave the cursors alone.

-- ---------------------------------------------------------------- webhooks out

create table webhooks (
  id                   integer generated always as identity primary key,
  name                 text not null unique,
  url                  text not null,
  events               text[] not null,
  filter               json,
  headers              json not null default '{}',
  enabled              boolean not null default true,
  retry_policy         json,
  secret               text not null,
  previous_secret      text,                                -- signs as well until then
  previous_secret_until timestamptz,
  disabled_reason      text,                                -- set when Tutti itself disabled it
  consecutive_failures integer not null default 0,          -- deliveries given up since the last success
  active_since         timestamptz not null default now(),  -- events before it are not delivered
  last_delivered_at    timestamptz,
  created_by           text not null default 'local',
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now()
);
-- Deliveries must not make an editor's copy look stale.
create trigger update_updated_at before update of name, url, events, filter, headers, enabled, retry_policy, secret
  on webhooks for each row execute function update_updated_at();

create table webhook_deliveries (
  id           bigint generated always as identity primary key,
  webhook_id   integer not null references webhooks on delete cascade,
  kind         text collate "C" not null check (kind in ('event', 'test', 'redelivery')),
  status       text collate "C" not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'skipped')),
  event_id     text collate "C" not null,
  event_type   text collate "C" not null,
  message_id   text collate "C" not null,
  payload      text not null,                               -- the very bytes that are signed
  execution_id uuid,
  attempts     integer not null default 0,
  request      json,
  response     json,
  error        json,
  duration_ms  double precision,
  created_at   timestamptz not null default now(),
  ended_at     timestamptz
);
create unique index webhook_deliveries_once on webhook_deliveries (webhook_id, event_id) where kind = 'event';
create index webhook_deliveries_list on webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_execution on webhook_deliveries (execution_id);
create index webhook_deliveries_age on webhook_deliveries using brin (created_at);

-- ---------------------------------------------------------------- webhooks in

create table incoming_hooks (
  id               integer generated always as identity primary key,
  name             text collate "C" not null unique,
  verification     text collate "C" not null check (verification in ('token', 'standard', 'github', 'stripe')),
  secret           text not null,
  headers          text[] not null default '{}',
  tolerance_ms     integer not null,
  enabled          boolean not null default true,
  received         bigint not null default 0,
  refused          bigint not null default 0,
  last_received_at timestamptz,
  refusal_told_at  timestamptz,                             -- webhook.failed is appended once a minute at most
  created_by       text not null default 'local',
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create trigger update_updated_at before update of name, verification, secret, headers, tolerance_ms, enabled
  on incoming_hooks for each row execute function update_updated_at();

-- Messages known as received, for as long as a copy of one would still be accepted.
create table incoming_hook_messages (
  hook_id     integer not null references incoming_hooks on delete cascade,
  message_id  text collate "C" not null,
  received_at timestamptz not null default now(),
  primary key (hook_id, message_id)
);
create index incoming_hook_messages_age on incoming_hook_messages (received_at);

-- ---------------------------------------------------------------- cursors

insert into event_cursors values ('webhooks', pg_current_xact_id(), 0);
insert into event_cursors values ('notifications', pg_current_xact_id(), 0);

-- ---------------------------------------------------------------- notifications

create table notification_channels (
  id           integer generated always as identity primary key,
  name         text not null unique,
  type         text collate "C" not null check (type in ('webhook', 'slack', 'discord', 'ntfy', 'smtp', 'command')),
  config       json not null,                               -- secret parts too; they are never read back
  enabled      boolean not null default true,
  last_sent_at timestamptz,
  last_error   text,
  created_by   text not null default 'local',
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create trigger update_updated_at before update of name, type, config, enabled
  on notification_channels for each row execute function update_updated_at();

create table notification_rules (
  id           integer generated always as identity primary key,
  name         text not null unique,
  enabled      boolean not null default true,
  events       text[] not null,
  filter       json,
  schedule_ids integer[] not null default '{}',
  severities   text[] not null default '{}',
  channels     text[] not null,                             -- by name
  group_by     text not null,
  renotify_ms  bigint not null,
  recovered    boolean not null,
  quiet_hours  json,
  active_since timestamptz not null default now(),
  created_by   text not null default 'local',
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create trigger update_updated_at before update of name, enabled, events, filter, schedule_ids, severities, channels, group_by,
  renotify_ms, recovered, quiet_hours on notification_rules for each row execute function update_updated_at();

-- One alert: events of one rule and one key, from the first until it recovers. Rule 0 is what schedules themselves ask for.
create table notification_groups (
  rule_id      integer not null,
  group_key    text collate "C" not null,
  open         boolean not null,
  subject      text collate "C",                            -- what must do better for the group to recover
  schedule_id  integer,
  execution_id uuid,
  events       integer not null,
  suppressed   integer not null,                            -- since the last message
  notified_at  timestamptz not null,
  last_at      timestamptz not null,
  title        text not null,
  channels     text[] not null,
  primary key (rule_id, group_key)
);
create index notification_groups_schedule on notification_groups (schedule_id) where open;
create index notification_groups_execution on notification_groups (execution_id) where open;
create index notification_groups_subject on notification_groups (subject) where open;

alter table task_schedules
  add column expected_within_ms bigint,
  add column max_duration_ms bigint,
  add column on_failure text[] not null default '{}',
  add column on_success text[] not null default '{}',
  add column missed_at timestamptz;                         -- schedule.missed was appended, and no run has succeeded since
create index task_schedules_telling on task_schedules (id) where on_failure <> '{}' or on_success <> '{}';
create index task_schedules_watched on task_schedules (id) where expected_within_ms is not null or max_duration_ms is not null;
create trigger update_updated_at_watching before update of expected_within_ms, max_duration_ms, on_failure, on_success
  on task_schedules for each row execute function update_updated_at();

-- Runs of which schedule.slow was appended.
create table slow_runs (
  execution_id uuid primary key,
  told_at      timestamptz not null default now()
);
insert into event_cursors values ('batches', pg_current_xact_id(), 0);

-- ---------------------------------------------------------------- batches

create table batches (
  id             uuid primary key,
  total          integer not null,
  fail_fast      boolean not null,
  max_concurrent integer,
  settled        boolean not null default false,            -- nothing is left that a failure could cancel
  cancel_reason  text,
  created_by     text not null default 'local',
  created_at     timestamptz not null default now()
);
create index batches_open on batches (created_at) where fail_fast and not settled;

create table batch_items (
  batch_id     uuid not null references batches on delete cascade,
  index        integer not null,
  execution_id uuid not null,
  primary key (batch_id, index)
);
create index batch_items_execution on batch_items (execution_id);
