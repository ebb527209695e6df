import type { AuditRecord, Page } from '@tutti/contract';
import { pageOf } from '../kernel/index.ts';
import type { Queryable } from '@tutti/database';
import type { AuditListQuery } from '../engine-api.ts';

interface AuditRow {
  id: number;
  at: Date;
  actor: string;
  action: string;
  entity_type: string;
  entity_id: string | null;
  before: unknown;
  after: unknown;
  request_id: string | null;
  sealed: boolean;
}

const FILTER = `
  ($1::text is null or actor = $1) and ($2::text is null or action = $2) and ($3::text is null or entity_type = $3)
  and ($4::text is null or entity_id = $4) and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)`;
const PAGE = `
  select id, at, actor, action, entity_type, entity_id, before, after, request_id, position is not null as sealed
    from audit_log where ${FILTER} and ($7::bigint is null or id < $7) order by id desc limit $8`;
const COUNT = `select count(*)::int as total from (select 1 from audit_log where ${FILTER} limit 10001) x`;

/** Newest first. The cursor is the id of the last entry. */
export async function listAudit(db: Queryable, query: AuditListQuery): Promise<Page<AuditRecord>> {
  const { actor, action, entityType, entityId, from, until, limit, cursor } = query;
  const filter = [actor, action, entityType, entityId, from, until].map((value) => value ?? null);
  const [rows, [count]] = await Promise.all([
    db.query<AuditRow>(PAGE, [...filter, cursor ?? null, limit + 1]),
    db.query<{ total: number }>(COUNT, filter),
  ]);
  const items = rows.slice(0, limit).map(toRecord);
  const total = count?.total ?? 0;
  return pageOf(items, total, { limit }, rows.length > limit ? String(items.at(-1)?.id) : null);
}

const toRecord = (row: AuditRow): AuditRecord => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  entityType: row.entity_type,
  entityId: row.entity_id,
  before: row.before ?? null,
  after: row.after ?? null,
  requestId: row.request_id,
  sealed: row.sealed,
});
