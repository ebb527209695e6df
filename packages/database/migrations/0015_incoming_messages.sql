-- What came to incoming hooks, message by message: what it said, whether it was believed, and what became of it.
--
-- Invariants: what became an event names it, and its body stands there alone; of what was refused only the beginning of
-- the body is kept. Refusals and duplicates, which anybody may send, are bounded in number per hook.
--
-- Old nodes: may run beside this; what they take is not listed.

create table incoming_messages (
  id          bigint generated always as identity primary key,
  hook_id     integer not null references incoming_hooks on delete cascade,
  status      text collate "C" not null check (status in ('accepted', 'duplicate', 'refused', 'replayed')),
  reason      text collate "C" check (reason in ('unsigned', 'wrong_signature', 'stale', 'too_large', 'unreadable', 'switched_off')),
  problem     text,                                         -- the reason in words
  event_id    text,                                         -- of a duplicate: the event of the first one
  replay_of   bigint,
  headers     json not null,                                -- credentials hidden
  body        text,                                         -- of refusals alone
  size_bytes  integer not null,
  source      text,                                         -- address of the sender
  actor       text,                                         -- who replayed it
  received_at timestamptz not null default now(),
  check ((status = 'refused') = (reason is not null)),
  check (event_id is not null or status in ('duplicate', 'refused')),
  check (body is null or status = 'refused')
);
create index incoming_messages_list on incoming_messages (hook_id, id desc);
create index incoming_messages_surplus on incoming_messages (hook_id, id desc) where status in ('duplicate', 'refused');
create index incoming_messages_age on incoming_messages using brin (received_at);

-- So that a copy can tell of which message it is one.
alter table incoming_hook_messages add column if not exists event_id text;

-- What an event set off is found among all events without reading those.
create index events_fired on events (causation_id)
 where type in ('schedule.triggered', 'schedule.skipped') and causation_id is not null;
