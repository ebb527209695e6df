import type { Queryable, Statement } from '@tutti/database';
import { laneOf } from './lane.ts';
import { ensureLanes } from './lane-store.ts';
import { type NewExecution, enqueueColumns } from './new-execution.ts';

/** When it may run. */
const DUE = `coalesce(r."runAt", now())`;

/**
 * $1 execution ids, $2 task types, $3 queues, $4 priorities, $5 configs, $6 rare fields, null where none has any; $5 and
 * $6 as JSON arrays. The claim key is static (run_at less 30 minutes per priority), so that waiting raises priority
 * without a sweep. `offset 0` keeps the planner from unfolding the rare fields of executions that have none.
 */
export const ENQUEUE: Statement = {
  name: 'enqueue',
  text: `
  with added as (
    insert into live_executions (execution_id, task_type, queue, priority, task_config, schedule_id, slot, timeout_ms,
                                 retry_policy, tags, trigger, metadata, idempotency_key, breaker, resubmitted_from, concurrency_key,
                                 concurrency_limit, estimated_cost, requires, run_at, hold, claim_at)
    select y.id, task_type, queue, priority, config, r."scheduleId", r.slot, r."timeoutMs", r."retryPolicy", r.tags, r.trigger, r.metadata,
           r."idempotencyKey", r.breaker, r."resubmittedFrom", r."concurrencyKey", r."concurrencyLimit", r."estimatedCost", r.requires, ${DUE},
           case when r.hold is not null then r.hold when r."runAt" > now() then 'until' when r."concurrencyKey" is not null then 'key'
                when r."estimatedCost" is not null then 'room' end,
           ${DUE} - priority * interval '30 min'
      from rows from (unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::smallint[]),
                      json_array_elements($5::json), json_array_elements($6::json))
           as y(id, task_type, queue, priority, config, rare)
      left join lateral (
        select * from json_to_record(rare)
            as r("runAt" timestamptz, "scheduleId" int, slot timestamptz, "timeoutMs" bigint, "retryPolicy" json, tags text[], trigger json,
                 metadata json, "idempotencyKey" text, breaker text, "resubmittedFrom" int, "concurrencyKey" text, "concurrencyLimit" int,
                 "estimatedCost" json, requires text, hold text)
         where rare is not null offset 0) r on true
    returning id, execution_id, queue, ${laneOf()} as lane, claim_at, hold),
  readied as (insert into ready_executions select queue, lane, claim_at, id from added where hold is null),
  told as (insert into events (type, ids) select 'execution.queued', array_agg(execution_id) from added having count(*) > 0)
  select id, execution_id from added`,
};

export interface EnqueuedRow {
  id: number;
  execution_id: string;
}

/** Rows in the order of the executions, whatever order the statement answered in. */
export function inOrder(executions: readonly NewExecution[], rows: EnqueuedRow[]): EnqueuedRow[] {
  if (rows.every((row, index) => row.execution_id === executions[index]?.executionId)) return rows;
  const byId = new Map(rows.map((row) => [row.execution_id, row]));
  return executions.map((execution) => byId.get(execution.executionId) as EnqueuedRow);
}

/** Enqueues within the caller's transaction; the order of the answer is the order given. */
export async function enqueueWithin(
  tx: Queryable,
  executions: readonly NewExecution[],
): Promise<EnqueuedRow[]> {
  if (executions.length === 0) return [];
  await ensureLanes(tx, executions);
  return inOrder(executions, await tx.query<EnqueuedRow>(ENQUEUE.text, enqueueColumns(executions)));
}

/** A queue exists from its first use on. */
export const ensureQueues = (db: Queryable, names: readonly string[]): Promise<unknown> =>
  db.query(`insert into queues (name) select distinct unnest($1::text[]) order by 1 on conflict do nothing`, [
    names,
  ]);

const TAKE_KEYS = `
  insert into idempotency_keys (key, id, execution_id)
  select key, 0, execution_id from unnest($1::text[], $2::uuid[]) as x(key, execution_id) order by key
  on conflict (key) do nothing returning key`;
const READ_KEYS = `select key, id, execution_id::text from idempotency_keys where key = any ($1::text[])`;
const NAME_KEYS = `update idempotency_keys k set id = x.id from unnest($1::text[], $2::bigint[]) as x(key, id) where k.key = x.key`;

/**
 * Enqueues those whose key is new; the others get the execution that holds their key. Keys are taken in order, so
 * that two callers with the same keys wait for one another instead of deadlocking.
 */
export async function enqueueKeyed(
  tx: Queryable,
  executions: readonly NewExecution[],
): Promise<(EnqueuedRow & { fresh: boolean })[]> {
  const first = new Map<string, NewExecution>();
  for (const execution of executions)
    if (!first.has(execution.idempotencyKey as string))
      first.set(execution.idempotencyKey as string, execution);
  const keys = [...first.keys()];
  const taken = await tx.query<{ key: string }>(TAKE_KEYS, [
    keys,
    [...first.values()].map((execution) => execution.executionId),
  ]);
  const fresh = taken.map((row) => first.get(row.key) as NewExecution);
  const added = await enqueueWithin(tx, fresh);
  if (added.length > 0)
    await tx.query(NAME_KEYS, [
      fresh.map((execution) => execution.idempotencyKey),
      added.map((row) => row.id),
    ]);
  const holders = new Map(
    (await tx.query<EnqueuedRow & { key: string }>(READ_KEYS, [keys])).map((row) => [row.key, row]),
  );
  return executions.map((execution) => {
    const { id, execution_id } = holders.get(execution.idempotencyKey as string) as EnqueuedRow;
    return { id, execution_id, fresh: execution_id === execution.executionId };
  });
}
