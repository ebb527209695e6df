import type { Queryable } from '@tutti/database';
import { storableJson, storableText } from '../kernel/index.ts';

/** Who did what to which thing. */
export interface AuditEntry {
  actor: string;
  /** `noun.verb` in the past tense: `webhook.created`. */
  action: string;
  entityType: string;
  entityId?: string | undefined;
  /** Never a secret: what stands here is read by whoever may read the log. */
  before?: unknown;
  after?: unknown;
  requestId?: string | undefined;
}

const APPEND = `
  insert into audit_log (actor, action, entity_type, entity_id, before, after, request_id)
  select actor, action, entity_type, entity_id, before::json, after::json, request_id
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         with ordinality as x(actor, action, entity_type, entity_id, before, after, request_id, place)
   order by place`;

/** Appends to the audit log within the transaction of the change, so that it stands if and only if the change does. */
export async function appendAudit(tx: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(APPEND, [
    entries.map((entry) => storableText(entry.actor)),
    entries.map((entry) => entry.action),
    entries.map((entry) => entry.entityType),
    entries.map((entry) => entry.entityId ?? null),
    entries.map((entry) => storableJson(entry.before) ?? null),
    entries.map((entry) => storableJson(entry.after) ?? null),
    entries.map((entry) => entry.requestId ?? null),
  ]);
}
