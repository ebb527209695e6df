import type { ErrorCounts, ErrorGroup, RecoveryStatus, Severity } from '@tutti/contract';
import { RECOVERY_STATUSES, SEVERITIES } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { type ErrorFilter, MATCHES, errorParameters, readErrorRows, toErrorRecord } from './error-store.ts';
import { ownFrame } from './own-frame.ts';

const OPEN = `recovery_status not in ('resolved', 'ignored')`;
const RANKS = `array['low', 'medium', 'high', 'critical']`;
/** $11 with an open one only, $12 limit, $13 offset. */
const groups = (order: string): string => `
  select fingerprint, (array_agg(error_code order by id desc))[1] as error_code, (array_agg(message order by id desc))[1] as message,
         (${RANKS})[max(array_position(${RANKS}, severity))] as severity,
         count(*)::int as count, count(*) filter (where ${OPEN})::int as open,
         coalesce((array_agg(distinct schedule_id) filter (where schedule_id is not null))[1:100], '{}') as schedule_ids,
         min(created_at) as first_seen_at, max(updated_at) as last_seen_at, max(id) as newest_id, count(*) over ()::int as total
    from error_records r
   where fingerprint is not null ${MATCHES}
   group by fingerprint having not $11 or count(*) filter (where ${OPEN}) > 0
   order by ${order} max(updated_at) desc, max(id) desc limit $12 offset $13`;
const GROUPS = {
  newest: groups(''),
  severity: groups(`max(array_position(${RANKS}, severity)) desc,`),
};

interface GroupRow {
  fingerprint: string;
  error_code: string | null;
  message: string;
  severity: Severity;
  count: number;
  open: number;
  schedule_ids: number[];
  first_seen_at: Date;
  last_seen_at: Date;
  newest_id: number;
  total: number;
}

export interface GroupQuery extends ErrorFilter {
  openOnly: boolean;
  order: 'newest' | 'severity';
  limit: number;
  offset: number;
}

const HOURS = 24;

export async function listGroups(
  db: Queryable,
  query: GroupQuery,
): Promise<{ items: ErrorGroup[]; total: number }> {
  const values = [...errorParameters(query), query.openOnly, query.limit, query.offset];
  const rows = await db.query<GroupRow>(GROUPS[query.order], values);
  const [newest, trends] = await Promise.all([
    readErrorRows(
      db,
      rows.map((row) => row.newest_id),
    ),
    readTrends(
      db,
      query,
      rows.map((row) => row.fingerprint),
    ),
  ]);
  const records = new Map(newest.map((row) => [row.id, toErrorRecord(row)]));
  const items = rows.map((row) => {
    const record = records.get(row.newest_id);
    return {
      fingerprint: row.fingerprint,
      errorCode: row.error_code,
      message: row.message,
      severity: row.severity,
      count: row.count,
      open: row.open,
      scheduleIds: row.schedule_ids,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      newestId: row.newest_id,
      trend: trends.get(row.fingerprint) ?? Array<number>(HOURS).fill(0),
      frame: ownFrame(record?.stackTrace ?? null),
      taskType: record?.taskType ?? null,
      queue: record?.queue ?? null,
      breaker: record?.breaker ?? null,
    };
  });
  return { items, total: rows[0]?.total ?? 0 };
}

const TRENDS = `
  select fingerprint, floor(extract(epoch from now() - created_at) / 3600)::int as ago, count(*)::int as n from error_records r
   where fingerprint = any ($11::text[]) and created_at > now() - $12 * interval '1 hour' ${MATCHES} group by 1, 2`;

async function readTrends(
  db: Queryable,
  filter: ErrorFilter,
  fingerprints: readonly string[],
): Promise<Map<string, number[]>> {
  const values = [...errorParameters(filter), fingerprints, HOURS];
  const rows = await db.query<{ fingerprint: string; ago: number; n: number }>(TRENDS, values);
  const trends = new Map<string, number[]>();
  for (const { fingerprint, ago, n } of rows) {
    const trend = trends.get(fingerprint) ?? Array<number>(HOURS).fill(0);
    // A record made within this very statement may seem to be of the future.
    trend[HOURS - 1 - Math.min(HOURS - 1, Math.max(0, ago))] = n;
    trends.set(fingerprint, trend);
  }
  return trends;
}

const COUNTS = `
  select recovery_status as status, severity, count(*)::int as n from error_records r where true ${MATCHES} group by 1, 2`;

export async function countErrors(db: Queryable, filter: ErrorFilter): Promise<ErrorCounts> {
  const rows = await db.query<{ status: RecoveryStatus; severity: Severity; n: number }>(
    COUNTS,
    errorParameters(filter),
  );
  const byStatus = Object.fromEntries(RECOVERY_STATUSES.map((status) => [status, 0]));
  const openBySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0]));
  for (const { status, severity, n } of rows) {
    byStatus[status] = (byStatus[status] ?? 0) + n;
    if (status !== 'resolved' && status !== 'ignored')
      openBySeverity[severity] = (openBySeverity[severity] ?? 0) + n;
  }
  return { byStatus, openBySeverity } as ErrorCounts;
}
