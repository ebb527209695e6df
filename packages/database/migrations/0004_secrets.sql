-- Secrets: values that task configs name as {{secret.NAME}}, encrypted by the nodes with AES-256-GCM. The database
-- never sees a key, only its fingerprint; name and version are authenticated, so that rows cannot be exchanged.
--
-- Old nodes: may run beside it.

create table secrets (
  name            text collate "C" primary key,
  version         integer not null check (version > 0),
  ciphertext      bytea not null,
  nonce           bytea not null check (length(nonce) = 12),
  tag             bytea not null check (length(tag) = 16),
  key_fingerprint text collate "C" not null,
  updated_by      text not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create trigger update_updated_at before update on secrets for each row execute function update_updated_at();
