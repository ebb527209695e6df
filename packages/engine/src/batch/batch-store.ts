import { type BatchItem, type ExecutionStatus, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

/** `batches`. */
export interface BatchRow {
  id: string;
  total: number;
  fail_fast: boolean;
  max_concurrent: number | null;
  settled: boolean;
  cancel_reason: string | null;
  created_by: string;
  created_at: Date;
}

export async function insertBatch(
  tx: Queryable,
  batch: { id: string; failFast: boolean; maxConcurrent: number | null; createdBy: string },
  executionIds: readonly string[],
): Promise<void> {
  await tx.query(
    `insert into batches (id, total, fail_fast, max_concurrent, created_by) values ($1, $2, $3, $4, $5)`,
    [batch.id, executionIds.length, batch.failFast, batch.maxConcurrent, batch.createdBy],
  );
  await tx.query(
    `insert into batch_items (batch_id, index, execution_id)
     select $1, (place - 1)::int, id from unnest($2::uuid[]) with ordinality as x(id, place)`,
    [batch.id, executionIds],
  );
}

export async function findBatch(db: Queryable, id: string): Promise<BatchRow> {
  const [row] = await db.query<BatchRow>(`select * from batches where id = $1`, [id]);
  if (!row) throw new TuttiError('BATCH_NOT_FOUND', `There is no batch ${id}.`);
  return row;
}

const STATUS = `
  coalesce(h.status::text, case when e.status = 'pending' and l.id is not null then 'running' else e.status::text end)`;
const JOINED = `
  batch_items i left join live_executions e on e.execution_id = i.execution_id
    left join (select unnest(ids) as id from leases) l on l.id = e.id
    left join execution_history h on h.execution_id = i.execution_id and e.id is null`;

export const countItems = (
  db: Queryable,
  id: string,
): Promise<{ status: ExecutionStatus | null; n: number }[]> =>
  db.query(`select ${STATUS} as status, count(*)::int as n from ${JOINED} where i.batch_id = $1 group by 1`, [
    id,
  ]);

export const listItems = (
  db: Queryable,
  id: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<BatchItem[]> =>
  db.query<BatchItem>(
    `select i.index, coalesce(e.id, h.id) as id, i.execution_id::text as "executionId", ${STATUS} as status, h.result, coalesce(h.error, e.error) as error
       from ${JOINED} where i.batch_id = $1 and i.index >= $3 order by i.index limit $2`,
    [id, limit, offset],
  );

/** Whether some batch is to be cancelled when one of its items fails. Marks those that have ended. */
export async function anyFailFast(tx: Queryable, settle: boolean): Promise<boolean> {
  if (settle)
    await tx.query(
      `update batches b set settled = true where fail_fast and not settled and not exists (
         select from batch_items i join live_executions e on e.execution_id = i.execution_id where i.batch_id = b.id)`,
    );
  const [row] = await tx.query<{ any: boolean }>(
    `select exists (select from batches where fail_fast and not settled) as any`,
  );
  return row?.any ?? false;
}

/** The batches of these executions that a failure ends, each with the first that failed. */
export const failFastBatches = (
  tx: Queryable,
  executionIds: readonly string[],
): Promise<{ id: string; index: number }[]> =>
  tx.query(
    `select b.id::text, min(i.index)::int as index from batch_items i join batches b on b.id = i.batch_id
      where i.execution_id = any ($1::uuid[]) and b.fail_fast and not b.settled group by b.id order by b.id`,
    [executionIds],
  );

export async function unfinishedItems(tx: Queryable, id: string): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select e.id from batch_items i join live_executions e on e.execution_id = i.execution_id where i.batch_id = $1 order by e.id`,
    [id],
  );
  return rows.map((row) => row.id);
}

export const settleBatch = (tx: Queryable, id: string, reason: string): Promise<unknown> =>
  tx.query(`update batches set settled = true, cancel_reason = $2 where id = $1`, [id, reason]);

/** Removes some of what began long ago; returns how many. */
export async function pruneBatches(tx: Queryable, before: Date): Promise<number> {
  const rows = await tx.query(
    `delete from batches where id in (
       select id from batches b where created_at < $1 and not exists (
         select from batch_items i join live_executions e on e.execution_id = i.execution_id where i.batch_id = b.id) limit 20) returning id`,
    [before],
  );
  return rows.length;
}
