import { FINAL_STATUSES, type ExecutionStatus, type FinalStatus } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { ExecutionFilter } from '../execution-api.ts';
import { HISTORY_STATUS, TEXT, filterParameters, historyNarrowed, liveNarrowed } from './execution-filter.ts';

type Order = 'asc' | 'desc';

export interface SearchedRow {
  part: 'live' | 'history';
  execution_id: string;
  status: ExecutionStatus;
  /** False for a row that only marks how far was looked. */
  fits: boolean;
  /** Among those looked at in this step, from 1. */
  place: number;
}

/**
 * The next $2 rows of each table that the cheap conditions leave, in order; of those, the first $12 that hold the text, and
 * the last one looked at. The limit inside keeps the planner from looking for the text before it has narrowed the rest, and
 * the one outside ends the look as soon as enough is found. Both tables are read by one snapshot: what ends meanwhile is
 * in one of them.
 */
const searchText = (order: Order, only?: FinalStatus): string => {
  const edge = order === 'desc' ? '<' : '>';
  const step = (part: string, table: string, status: string, condition: string): string => `
  (select '${part}' as part, e.execution_id::text, ${status} as status, ${TEXT} is true as fits, e.place from (
     select e.*, row_number() over (order by e.execution_id ${order})::int as place from ${table} e
      where ${condition} order by e.execution_id ${order} limit $2::int) e
    where ${TEXT} or e.place = $2::int order by e.execution_id ${order} limit $12::int)`;
  const live = `case when e.status = 'pending' and e.id in (select unnest(ids) from leases) then 'running' else e.status::text end`;
  return `${step('live', 'live_executions', live, liveNarrowed(edge))}
  union all ${step('history', 'execution_history', 'e.status::text', `${historyNarrowed(edge)} and ${HISTORY_STATUS}${only ? ` and e.status = '${only}'` : ''}`)}`;
};
/** A single status is written out, for the index of those that did not complete serves none that comes as a value. */
const textsOf = (order: Order): Partial<Record<ExecutionStatus, string>> & { any: string } => ({
  any: searchText(order),
  ...Object.fromEntries(FINAL_STATUSES.map((status) => [status, searchText(order, status)])),
});
const SEARCH = { asc: textsOf('asc'), desc: textsOf('desc') };

/** One step of a search, from behind the execution `edge` on. */
export function lookThrough(
  db: Queryable,
  filter: ExecutionFilter,
  edge: string | null,
  { order, step, most }: { order: Order; step: number; most: number },
): Promise<SearchedRow[]> {
  const [only, ...others] = filter.status ?? [];
  const text = (only && others.length === 0 && SEARCH[order][only]) || SEARCH[order].any;
  return db.query<SearchedRow>(text, filterParameters({ ...filter, offset: most }, edge, step));
}
