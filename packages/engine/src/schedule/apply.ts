import { type ApplyResult, type ScheduleDraft, TuttiError } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import type { Actor } from '../engine-api.ts';
import { type ScheduleRow, toDefinition } from './schedule-row.ts';
import { type ScheduleDefinition, parseSchedule } from './schedule-rules.ts';
import { findByName } from './schedule-store.ts';
import type { Schedules } from './schedules.ts';

interface ApplyRequest {
  schedules: readonly ScheduleDraft[];
  dryRun?: boolean;
  prune?: boolean;
}
type Item = ApplyResult['items'][number];

const MANAGED = 'apply';

/** Ends the transaction of a dry run without a trace; everything was checked as if for real. */
class DryRun extends Error {}

/** Makes schedules be as given, by name, all or none: applying twice changes nothing the second time. */
export async function applySchedules(
  deps: { database: Database; schedules: Schedules; onChanged(): void },
  { schedules, dryRun = false, prune = false }: ApplyRequest,
  by: Actor = {},
): Promise<ApplyResult> {
  const inputs = schedules.map((draft, index) => within(index, () => parseSchedule(draft)));
  refuseTwins(inputs);
  const items: Item[] = [];
  const apply = async (tx: Queryable): Promise<void> => {
    const found = new Map(
      (
        await findByName(
          tx,
          inputs.map((input) => input.name),
        )
      ).map((row) => [row.name, row]),
    );
    for (const [index, input] of inputs.entries()) {
      items.push(
        await withinAsync(index, () => applyOne(tx, deps.schedules, input, found.get(input.name), by)),
      );
    }
    if (prune) items.push(...(await pruneOthers(tx, deps.schedules, inputs, by)));
    if (dryRun) throw new DryRun();
  };
  await deps.database.transaction(apply).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
  if (!dryRun) deps.onChanged();
  return {
    dryRun,
    items: dryRun ? items.map((item) => (item.action === 'create' ? { ...item, id: null } : item)) : items,
  };
}

async function applyOne(
  tx: Queryable,
  schedules: Schedules,
  input: ScheduleDefinition,
  row: ScheduleRow | undefined,
  by: Actor,
): Promise<Item> {
  if (!row) {
    const made = await schedules.createWithin(tx, input, by, MANAGED);
    return { name: input.name, action: 'create', id: made.id, changes: [] };
  }
  const before = toDefinition(row);
  const changed = await schedules.editWithin(tx, row, input, by, MANAGED);
  const changes = changed.map((field) => ({
    field,
    from: before[field as keyof ScheduleDefinition],
    to: input[field as keyof ScheduleDefinition],
  }));
  return { name: input.name, action: changes.length > 0 ? 'update' : 'unchanged', id: row.id, changes };
}

async function pruneOthers(
  tx: Queryable,
  schedules: Schedules,
  inputs: readonly ScheduleDefinition[],
  by: Actor,
): Promise<Item[]> {
  const text = `select * from task_schedules where managed_by = $1 and name <> all ($2::text[]) order by id for update`;
  const rows = await tx.query<ScheduleRow>(text, [MANAGED, inputs.map((input) => input.name)]);
  for (const row of rows) await schedules.removeWithin(tx, row, by);
  return rows.map((row) => ({ name: row.name, action: 'delete', id: row.id, changes: [] }));
}

function refuseTwins(inputs: readonly ScheduleDefinition[]): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of inputs.entries()) {
    const first = seen.get(name);
    if (first !== undefined) {
      throw new TuttiError('VALIDATION_FAILED', `Two schedules are named ${JSON.stringify(name)}.`, {
        errors: [
          {
            field: `schedules.${index}.name`,
            message: `is also the name of schedules.${first}`,
            fix: 'give each its own name',
          },
        ],
      });
    }
    seen.set(name, index);
  }
}

/** Errors of one schedule name its place in the list. */
function relocate(index: number, error: unknown): unknown {
  if (!(error instanceof TuttiError)) return error;
  const errors = (error.errors ?? [{ field: '', message: error.message }]).map((bad) => ({
    ...bad,
    field: [`schedules.${index}`, bad.field].filter(Boolean).join('.'),
  }));
  return new TuttiError(error.code, error.message, { errors, cause: error });
}

function within<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw relocate(index, error);
  }
}

const withinAsync = <T>(index: number, work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => {
    throw relocate(index, error);
  });
