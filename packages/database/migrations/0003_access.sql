-- Access: tokens and sign-in, and an audit log that shows whether it was tampered with.
--
--   tokens          secrets that let callers in, and the browser sessions made from them; only their hashes are kept
--   sign_in_codes   one-time links of a first sign-in
--   audit_log       append-only; a sealer gives each row its place in a chain of hashes soon after it was committed
--   audit_anchors   where retention cut the chain: the place and hash the rest goes on from, signed
--   audit_head      where the chain ends, signed, so that rows cut off its end are missed
--
-- Old nodes may run beside this: they know none of it, and rows they append are sealed by newer nodes.

-- ---------------------------------------------------------------- tokens

create table tokens (
  id           integer generated always as identity primary key,
  kind         text collate "C" not null default 'token' check (kind in ('token', 'session')),
  parent_id    integer references tokens (id),               -- of a session: the token that signed in; null after a one-time link
  name         text not null,
  hash         text collate "C" not null unique,             -- SHA-256 of the secret
  hint         text not null,                                -- first letters of the secret, to tell tokens apart
  roles        text[] not null default '{}',
  scopes       text[] not null default '{}',
  rate_limit   json,                                         -- null: the default one
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create unique index tokens_name on tokens (name) where kind = 'token' and revoked_at is null;
create index tokens_parent on tokens (parent_id) where parent_id is not null;
create trigger update_updated_at before update of name, roles, scopes, rate_limit, expires_at, revoked_at on tokens
  for each row execute function update_updated_at();

create table sign_in_codes (
  hash       text collate "C" primary key,
  expires_at timestamptz not null,
  used_at    timestamptz,
  created_at timestamptz not null default now()
);

-- ---------------------------------------------------------------- the sealed audit log

alter table audit_log
  add column tx        xid8 not null default pg_current_xact_id(),  -- a row is sealed once no older transaction can add one before it
  add column position  bigint unique,                        -- its place in the chain, without gaps
  add column hash      text collate "C",                     -- of the row and the hash before it
  add column sealed_at timestamptz;
create index audit_log_unsealed on audit_log (id) where position is null;
create index audit_log_actor on audit_log (actor, id);

create table audit_anchors (
  position   bigint primary key,                             -- the last row that was removed
  hash       text collate "C" not null,
  removed    bigint not null,
  key_id     text,
  signature  text,
  created_at timestamptz not null default now()
);

create table audit_head (
  one        boolean primary key default true check (one),
  position   bigint not null,
  hash       text collate "C" not null,
  key_id     text,
  signature  text,
  updated_at timestamptz not null default now()
);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
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
end $$;
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only();
create trigger audit_log_is_never_emptied before truncate on audit_log
  for each statement execute function audit_log_is_append_only();
