import {
  type BulkConditions,
  type BulkPreview,
  type BulkRequest,
  type BulkResult,
  BulkRequest as BulkSchema,
  MOST_IN_A_BATCH,
  parseAs,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import { appendAudit } from './audit/index.ts';
import type { Act, Actor, InterventionsApi } from './engine-api.ts';
import { MOST_CHOSEN, chosenRows, keyedRows, listRows } from './execution/index.ts';

interface BulkDeps {
  database: Database;
  interventions: InterventionsApi;
}

/** In one transaction; more would hold up workers. */
const AT_ONCE = 500;

interface Target {
  key: string;
  row: { id: number; execution_id: string } | undefined;
}

/** One act on many executions. What cannot be done to one does not keep it from the others. */
export async function actInBulk(
  { database, interventions }: BulkDeps,
  request: BulkRequest,
  by: Actor = {},
): Promise<BulkResult> {
  const wanted = parseAs(BulkSchema, request, { what: 'The request does not fit its schema' });
  const { targets, truncated } = await targetsOf(database, wanted);
  const rows = targets.flatMap(({ row }) => row ?? []);
  const done = new Set<number>();
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const ids = rows.slice(start, start + AT_ONCE).map(({ id }) => id);
    for (const id of (await interventions.actMany(ids, actOf(wanted, by))).done) done.add(id);
  }
  const states = await statesOf(
    database,
    rows.filter(({ id }) => !done.has(id)),
  );
  const items = targets.map(({ key, row }) => outcomeOf(key, row, done, states, wanted.action));
  const count = items.filter(({ outcome }) => outcome === 'done').length;
  await appendAudit(database, [
    {
      actor: by.actor ?? 'local',
      action: `executions.bulk_${wanted.action}`,
      entityType: 'executions',
      requestId: by.requestId,
      after: {
        ...(wanted.filter ? { filter: wanted.filter } : { ids: wanted.ids?.length }),
        reason: wanted.reason,
        done: count,
        refused: items.length - count,
      },
    },
  ]);
  return {
    action: wanted.action,
    matched: items.length,
    done: count,
    refused: items.length - count,
    truncated,
    items,
  };
}

/** What a filter reaches, counted by status, with the ids: whoever acts on those hits exactly what was counted. */
export async function previewBulk(database: Database, filter: BulkConditions): Promise<BulkPreview> {
  const rows = await chosenRows(database, filter);
  const shown = rows.slice(0, MOST_CHOSEN);
  const counts: BulkPreview['counts'] = {};
  for (const { status } of shown) counts[status] = (counts[status] ?? 0) + 1;
  return {
    matched: shown.length,
    counts,
    ids: shown.map(({ id }) => id),
    truncated: rows.length > MOST_CHOSEN,
  };
}

async function targetsOf(
  database: Database,
  { ids, filter }: BulkRequest,
): Promise<{ targets: Target[]; truncated: boolean }> {
  if (ids) {
    const unique = [...new Set(ids)];
    const found = await keyedRows(database, unique);
    return { targets: unique.map((key) => ({ key, row: found.get(key.toLowerCase()) })), truncated: false };
  }
  // Oldest first: a bulk that is cut is gone on with by asking again.
  const rows = await listRows(database, { ...filter, limit: MOST_IN_A_BATCH, order: 'asc' });
  const targets = rows.slice(0, MOST_IN_A_BATCH).map((row) => ({ key: row.execution_id, row }));
  return { targets, truncated: rows.length > MOST_IN_A_BATCH };
}

function actOf({ action, reason, priority }: BulkRequest, by: Actor): Act {
  const who = { actor: by.actor, requestId: by.requestId };
  switch (action) {
    case 'skip':
      return { action, reason: reason ?? '', ...who };
    case 'priority':
      return { action, priority: priority ?? 5, reason, ...who };
    case 'cancel':
    case 'retry':
    case 'pause':
    case 'resume':
      return { action, reason, ...who };
  }
}

async function statesOf(
  database: Database,
  rows: readonly { id: number; execution_id: string }[],
): Promise<Map<number, string>> {
  const found = await keyedRows(
    database,
    rows.map(({ execution_id }) => execution_id),
  );
  return new Map([...found.values()].map(({ id, status }) => [id, status]));
}

function outcomeOf(
  key: string,
  row: Target['row'],
  done: ReadonlySet<number>,
  states: ReadonlyMap<number, string>,
  action: string,
): BulkResult['items'][number] {
  if (!row)
    return {
      key,
      executionId: null,
      outcome: 'refused',
      code: 'EXECUTION_NOT_FOUND',
      message: `There is no execution ${key}.`,
    };
  const executionId = row.execution_id;
  if (done.has(row.id)) return { key, executionId, outcome: 'done' };
  const message = `It is ${states.get(row.id) ?? 'gone'}, from which ${action} does not lead on.`;
  return { key, executionId, outcome: 'refused', code: 'EXECUTION_STATE_CONFLICT', message };
}
