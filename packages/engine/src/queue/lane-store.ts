import type { Labels } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { parseRequires } from './lane.ts';
import type { NewExecution } from './new-execution.ts';

/** Forgotten after so long without use. */
const UNUSED_DAYS = 7;

/** Asked first, since a conflict would lock the row against everybody else who uses the lane. */
const ENSURE = `
  insert into label_lanes (task_type, requires)
  select distinct task_type, requires from unnest($1::text[], $2::text[]) as x(task_type, requires)
   where not exists (
     select from label_lanes l where l.task_type = x.task_type and l.requires = x.requires and l.used_at > now() - interval '1 hour')
   order by 1, 2
  on conflict (task_type, requires) do update set used_at = now()`;

/** Makes the lanes known that these need; costs nothing for what requires no labels. */
export async function ensureLanes(
  db: Queryable,
  executions: readonly Pick<NewExecution, 'taskType' | 'requires'>[],
): Promise<void> {
  const choosy = executions.filter(({ requires }) => requires !== undefined);
  if (choosy.length === 0) return;
  await db.query(ENSURE, [choosy.map(({ taskType }) => taskType), choosy.map(({ requires }) => requires)]);
}

export interface Lane {
  lane: string;
  taskType: string;
  requires: Labels;
}

export async function readLanes(db: Queryable): Promise<Lane[]> {
  const rows = await db.query<{ task_type: string; requires: string }>(
    `select task_type, requires from label_lanes order by 1, 2`,
  );
  return rows.map(({ task_type: taskType, requires }) => ({
    lane: taskType + requires,
    taskType,
    requires: parseRequires(requires) as Labels,
  }));
}

/** Forgets lanes that nothing has used for long and nothing live is in. */
export const pruneLanes = (db: Queryable): Promise<unknown> =>
  db.query(
    `delete from label_lanes l where used_at < now() - $1 * interval '1 day'
        and not exists (select from live_executions e where e.task_type = l.task_type and e.requires = l.requires)`,
    [UNUSED_DAYS],
  );
