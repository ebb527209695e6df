import {
  EXECUTION_STATUSES,
  FINAL_STATUSES,
  isFinal,
  type ExecutionCounts,
  type ExecutionFacets,
  type ExecutionStatus,
  type FacetName,
  type FinalStatus,
} from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { ExecutionFilter } from '../execution-api.ts';
import { HISTORY_STATUS, PHASE, filterParameters, historyWhere, liveWhere } from './execution-filter.ts';
import { EXACT_TOTAL } from './execution-query.ts';
import { type SearchLimits, searchExecutions } from './execution-search.ts';

/**
 * What ended is counted status by status, so that the many that completed do not hide the few that did not. Each status
 * is written out: the index of those that did not complete serves no status that comes as a value.
 */
const ended = (status: FinalStatus): string => `
  select '${status}' as status, (select count(*)::int from (
    select 1 from execution_history e where e.status = '${status}' and ${historyWhere('<')} and ${HISTORY_STATUS} limit $2) x) as n`;
const COUNTS = `
  with live as materialized (
    select case when e.status = 'pending' and e.id in (select unnest(ids) from leases) then 'running' else e.status::text end as status
      from live_executions e where ${liveWhere('<')})
  select status, least(count(*), $2::int + 0 * $12::int)::int as n from live group by status
  union all ${FINAL_STATUSES.map(ended).join(' union all ')}`;

/**
 * By status, of what holds a text, as far as a search gets. What completed is searched beside the others: it is most of
 * what there is, and must not hide how many failed.
 */
export async function countFound(
  db: Queryable,
  filter: ExecutionFilter,
  limits: Omit<SearchLimits, 'most'>,
): Promise<ExecutionCounts> {
  const counts: Partial<ExecutionCounts> = {};
  const count = async (statuses: readonly ExecutionStatus[]): Promise<void> => {
    const narrowed = { ...filter, status: [...statuses] };
    const { found, edge } = await searchExecutions(db, narrowed, { ...limits, most: EXACT_TOTAL });
    for (const status of statuses) {
      const n = found.filter((row) => row.status === status).length;
      counts[status] = { count: n, capped: edge !== null };
    }
  };
  const others = async (): Promise<void> => {
    await count(EXECUTION_STATUSES.filter((status) => !isFinal(status)));
    for (const status of FINAL_STATUSES) if (status !== 'completed') await count([status]);
  };
  await Promise.all([count(['completed']), others()]);
  return counts as ExecutionCounts;
}

/** By status; the statuses of the filter itself narrow nothing: each stands beside the others. */
export async function countByStatus(db: Queryable, filter: ExecutionFilter): Promise<ExecutionCounts> {
  const rows = await db.query<{ status: ExecutionStatus; n: number }>(
    COUNTS,
    filterParameters({ ...filter, status: undefined }, null, EXACT_TOTAL + 1),
  );
  const found = new Map(rows.map((row) => [row.status, row.n]));
  return Object.fromEntries(
    EXECUTION_STATUSES.map((status) => {
      const n = found.get(status) ?? 0;
      return [status, { count: Math.min(n, EXACT_TOTAL), capped: n > EXACT_TOTAL }];
    }),
  ) as ExecutionCounts;
}

const newest = (columns: string, tables: string, condition: string): string =>
  `(select ${columns} from ${tables} where ${condition} order by e.execution_id desc limit $2)`;
const LIVE = `e.execution_id, e.queue, e.task_type, e.tags, e.schedule_id,
  l.node, case when e.status = 'pending' and l.id is null then ${PHASE} end as phase`;
const LIVE_TABLES = `live_executions e left join (select unnest(ids) as id, node from leases) l on l.id = e.id`;
const HISTORY = `e.execution_id, e.queue, e.task_type, e.tags, e.schedule_id, e.node, null::text as phase`;
/** `among`: a condition that comes first. */
const sample = (among: string): string => `
  select * from (${newest(LIVE, LIVE_TABLES, `${among}${liveWhere('<')}`)}
    union all ${newest(HISTORY, 'execution_history e', `${among}${historyWhere('<')} and ${HISTORY_STATUS}`)}) both_tables
   order by execution_id desc limit $2::int + 0 * $12::int`;
/** $18: the facets wanted. */
const facetsText = (among: string): string => `
  with sample as materialized (${sample(among)}),
  counted as (
    select 'queue' as facet, queue::text as value, count(*)::int as n from sample group by queue
    union all select 'type', task_type::text, count(*)::int from sample group by task_type
    union all select 'node', node::text, count(*)::int from sample where node is not null group by node
    union all select 'phase', phase, count(*)::int from sample where phase is not null group by phase
    union all select 'tag', tag::text, count(*)::int from sample, unnest(tags) tag group by tag
    union all select 'schedule', schedule_id::text, count(*)::int from sample where schedule_id is not null group by schedule_id)
  select * from (
    select facet, value, n, row_number() over (partition by facet order by n desc, value) as place,
           (select count(*)::int from sample) as seen
      from counted where facet = any ($18::text[])) ranked
   where place <= 50 order by facet, place`;
const FACETS = facetsText('');
const FACETS_OF_FOUND = facetsText('e.execution_id = any ($19::uuid[]) and ');

interface FacetRow {
  facet: FacetName;
  value: string;
  n: number;
  seen: number;
}

/** Beyond so many the newest stand for all. */
const SAMPLED = 10_000;
const OWN: Record<FacetName, keyof ExecutionFilter> = {
  queue: 'queue',
  schedule: 'scheduleId',
  type: 'type',
  node: 'node',
  tag: 'tag',
  phase: 'phase',
};
const NAMES = Object.keys(OWN) as FacetName[];

/** Found by a search: the look at each costs more than that at a range. */
const SAMPLED_OF_FOUND = 2000;

/**
 * What the filter could be narrowed to. A facet's own value narrows all others but not itself, so that one can change it.
 * With `limits` a text is searched no further than they allow.
 */
export async function countFacets(
  db: Queryable,
  filter: ExecutionFilter,
  limits?: Omit<SearchLimits, 'most'>,
): Promise<ExecutionFacets> {
  const chosen = NAMES.filter((name) => filter[OWN[name]] !== undefined);
  const others = NAMES.filter((name) => !chosen.includes(name));
  const ask = (facets: readonly FacetName[], narrowed: ExecutionFilter): Promise<Sampled> =>
    limits ? sampleFound(db, facets, narrowed, limits) : sampleAll(db, facets, narrowed);
  const samples = await Promise.all([
    ask(others, filter),
    ...chosen.map((name) => ask([name], { ...filter, [OWN[name]]: undefined })),
  ]);
  const all = samples.flatMap(({ rows }) => rows);
  const valuesOf = (name: FacetName): ExecutionFacets['queue'] =>
    all.filter(({ facet }) => facet === name).map(({ value, n }) => ({ value, count: n }));
  return {
    ...(Object.fromEntries(NAMES.map((name) => [name, valuesOf(name)])) as Record<
      FacetName,
      ExecutionFacets['queue']
    >),
    sampled: samples.some(({ sampled }) => sampled),
  };
}

interface Sampled {
  rows: FacetRow[];
  /** There are more than were counted. */
  sampled: boolean;
}

async function sampleAll(
  db: Queryable,
  facets: readonly FacetName[],
  filter: ExecutionFilter,
): Promise<Sampled> {
  const rows = await db.query<FacetRow>(FACETS, [...filterParameters(filter, null, SAMPLED), facets]);
  return { rows, sampled: rows.some(({ seen }) => seen >= SAMPLED) };
}

async function sampleFound(
  db: Queryable,
  facets: readonly FacetName[],
  filter: ExecutionFilter,
  limits: Omit<SearchLimits, 'most'>,
): Promise<Sampled> {
  const { found, edge } = await searchExecutions(db, filter, { ...limits, most: SAMPLED_OF_FOUND });
  const ids = found.map((row) => row.execution_id);
  const values = [...filterParameters(filter, null, SAMPLED_OF_FOUND), facets, ids];
  return { rows: await db.query<FacetRow>(FACETS_OF_FOUND, values), sampled: edge !== null };
}

/** More are not chosen at once. */
export const MOST_CHOSEN = 100_000;

const CHOICE = `
  select id, status from (
    (select e.id, e.execution_id, case when e.status = 'pending' and e.id in (select unnest(ids) from leases) then 'running'
                                       else e.status::text end as status
       from live_executions e where ${liveWhere('>')} order by e.execution_id limit $2)
    union all
    (select e.id, e.execution_id, e.status::text from execution_history e where ${historyWhere('>')} and ${HISTORY_STATUS}
      order by e.execution_id limit $2)) both_tables
  order by execution_id limit $2::int + 0 * $12::int`;

/** What fits now, oldest first; one row more than may be chosen tells that there is more. */
export const chosenRows = (
  db: Queryable,
  filter: ExecutionFilter,
): Promise<{ id: number; status: ExecutionStatus }[]> =>
  db.query(CHOICE, filterParameters(filter, null, MOST_CHOSEN + 1));
