import type { EstimatedCost } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { laneOf } from '../queue/index.ts';
import { CLAIMED, type ClaimedRow, STARTED } from './execution-store.ts';

/** More are not weighed against each other at once. */
const MOST_WEIGHED = 50;

export interface CostlyRow {
  id: number;
  cost: EstimatedCost;
  /** The queue, where its limits must be counted. */
  limited: string | null;
}

/**
 * Those that wait for room, in claim order, locked: $1 lanes, $2 and $3 the most cores and MB that there can ever be
 * (null: any), $4 queues (null: all). The others of the fleet pass over what one node weighs.
 */
const WEIGH = `
  select e.id, e.estimated_cost as cost,
         case when q.concurrency_limit is not null or q.rate_count is not null then q.name end as limited
    from live_executions e join queues q on q.name = e.queue
   where e.hold = 'room' and e.status = 'pending' and ${laneOf('e.')} = any ($1::text[]) and q.paused_at is null
     and ($2::float8 is null or coalesce((e.estimated_cost ->> 'cpuCores')::float8 <= $2, true))
     and ($3::float8 is null or coalesce((e.estimated_cost ->> 'memoryMb')::float8 <= $3, true))
     and ($4::text[] is null or e.queue = any ($4))
   order by e.claim_at, e.id limit ${MOST_WEIGHED} for update of e skip locked`;

export const weighCostly = (
  tx: Queryable,
  lanes: readonly string[],
  offer: { cpuCores: number; memoryMb: number },
  queues?: readonly string[],
): Promise<CostlyRow[]> => {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return tx.query<CostlyRow>(WEIGH, [lanes, finite(offer.cpuCores), finite(offer.memoryMb), queues ?? null]);
};

/** $1 ids, $2 node, $3 lease ms, $4 their queue if it has limits. The caller holds their rows, and such a queue's. */
const CLAIM_COSTLY = `
  with taken as (
    update live_executions set hold = null where id = any ($1::bigint[]) and hold = 'room' and status = 'pending' returning id),
  lease as (
    insert into leases (node, expires_at, ids, queue)
    select $2, now() + $3 * interval '1 ms', array_agg(id), $4 from taken having count(*) > 0 returning id),
  rows as materialized (
    select ${CLAIMED}, e.claim_at, e.estimated_cost from live_executions e where e.id = any (array(select id from taken))),
  spent as (
    update queues set rate_tokens = rate_tokens - (select count(*) from taken) where name = $4 and rate_count is not null),
  ${STARTED}
  select (select id from lease) as lease_id, r.* from rows r order by r.claim_at, r.id`;

export const claimCostly = (
  tx: Queryable,
  ids: readonly number[],
  [node, leaseMs]: readonly [string, number],
  limited: string | null,
): Promise<ClaimedRow[]> => tx.query<ClaimedRow>(CLAIM_COSTLY, [ids, node, leaseMs, limited]);

/** Whether the node may keep itself free for it: not while another one does. */
export async function keepNodeFor(db: Queryable, node: string, id: number): Promise<boolean> {
  const rows = await db.query(
    `update nodes set kept_for = $2 where name = $1 and not exists (
       select from nodes o where o.kept_for = $2 and o.name <> $1 and o.lost_at is null and o.stopped_at is null
          and o.drained_at is null) returning name`,
    [node, id],
  );
  return rows.length > 0;
}

export const freeNode = (db: Queryable, node: string): Promise<unknown> =>
  db.query(`update nodes set kept_for = null where name = $1 and kept_for is not null`, [node]);
