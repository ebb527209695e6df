import type { Client } from '@tutti/client';
import type { AuditRecord } from '@tutti/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { toAuditQuery, type AuditFilters } from './audit-filters.ts';

const PAGE = 100;
/** The log appends no events of its own, so it is looked at now and then. */
const LOOK_MS = 10_000;

export const auditListQuery = (client: Client, filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', toAuditQuery(filters)],
    queryFn: ({ pageParam, signal }) =>
      client.listAudit(
        { query: { ...toAuditQuery(filters), limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Rows come in when they are asked for: the order stands still under whoever reads.
    meta: { live: false },
    refetchOnWindowFocus: false,
  });

/** The id of the newest entry that fits. */
export const newestAuditQuery = (client: Client, filters: AuditFilters) =>
  queryOptions({
    queryKey: ['audit', 'newest', toAuditQuery(filters)],
    queryFn: async ({ signal }) => {
      const { items } = await client.listAudit({ query: { ...toAuditQuery(filters), limit: 1 } }, { signal });
      return items[0]?.id ?? 0;
    },
    refetchInterval: LOOK_MS,
  });

export const auditEntryQuery = (client: Client, id: number) =>
  queryOptions({
    queryKey: ['audit', 'entry', id],
    queryFn: async ({ signal }): Promise<AuditRecord | null> => {
      const { items } = await client.listAudit({ query: { limit: 1, cursor: String(id + 1) } }, { signal });
      return items[0]?.id === id ? items[0] : null;
    },
    staleTime: Infinity,
  });

/** Reads the whole log at the server: when the page is opened, and when it is asked for. */
export const auditVerdictQuery = (client: Client) =>
  queryOptions({
    queryKey: ['audit-verdict'],
    queryFn: ({ signal }) => client.verifyAudit({}, { signal }),
    staleTime: 600_000,
    refetchOnWindowFocus: false,
    meta: { live: false },
  });

const MOST_EXPORTED = 50_000;

/** Everything that fits, page by page; `told` hears how many there are so far. */
export async function readAllAudit(
  client: Client,
  filters: AuditFilters,
  told: (count: number) => void,
): Promise<{ records: AuditRecord[]; isCut: boolean }> {
  const records: AuditRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: AuditRecord[]; nextCursor: string | null } = await client.listAudit({
      query: { ...toAuditQuery(filters), limit: 500, ...(cursor && { cursor }) },
    });
    records.push(...page.items);
    cursor = page.nextCursor;
    told(records.length);
  } while (cursor !== null && records.length < MOST_EXPORTED);
  return { records, isCut: cursor !== null };
}
