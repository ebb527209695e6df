-- Remote workers: processes without database access that take work over HTTP.
--
-- Invariants: a lease of a remote worker has a token hash, and only who shows the token may renew it or report on it; a
-- remote worker stands in nodes, but never in the place of a process that has database access.
--
-- Old nodes: may run beside this; they rescue and cancel the work of remote workers as their own.

alter table leases
  add column token_hash  text collate "C",                    -- SHA-256 of the secret in its tokens; null: of a node
  add column paused_once boolean not null default false;      -- time limits of such are left to the worker, which knows how long
alter table nodes add column remote boolean not null default false;
create index nodes_remote on nodes (instance) where remote;
