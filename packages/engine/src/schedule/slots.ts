import { type BackfillResult, type Page, type Slot, type Trigger, TuttiError } from '@tutti/contract';
import { pageOf } from '../kernel/index.ts';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, SlotListQuery } from '../engine-api.ts';
import { type NewExecution, enqueueWithin } from '../queue/index.ts';
import type { Plans } from './plans.ts';
import { scheduleAudit } from './schedule-audit.ts';
import { findSchedule, lockSchedule } from './schedule-store.ts';
import { executionOf } from './scheduler.ts';
import { takeSlots } from './tick-store.ts';

interface SlotRow {
  slot: Date;
  slot_until: Date | null;
  slot_count: number;
  execution_id: string;
  id: number;
  status: Slot['status'];
  skip_reason: Slot['skipReason'];
  started_at: Date | null;
  completed_at: Date | null;
}

const SLOTS = `
  select * from (
    select slot, null::timestamptz as slot_until, 1 as slot_count, execution_id::text, id,
           case when l.claimed_at is not null then 'running' else e.status::text end as status, null::text as skip_reason,
           l.claimed_at as started_at, null::timestamptz as completed_at
      from live_executions e left join lateral (select claimed_at from leases where e.id = any (ids) limit 1) l on true
     where schedule_id = $1 and slot is not null
    union all
    select slot, slot_until, slot_count, execution_id::text, id, status::text, skip_reason, started_at, completed_at
      from execution_history where schedule_id = $1 and slot is not null) x
   where ($2::timestamptz is null or coalesce(slot_until, slot) >= $2) and ($3::timestamptz is null or slot < $3)
   order by slot desc limit $4 offset $5`;
const COUNT = `
  select ((select count(*) from (select 1 from live_executions where schedule_id = $1 and slot is not null limit 10001) a)
        + (select count(*) from (select 1 from execution_history where schedule_id = $1 and slot is not null limit 10001) b))::int as total`;

const toSlot = (row: SlotRow): Slot => ({
  slot: row.slot.toISOString(),
  slotUntil: row.slot_until?.toISOString() ?? null,
  slotCount: row.slot_count,
  executionId: row.execution_id,
  id: row.id,
  status: row.status,
  skipReason: row.skip_reason,
  startedAt: row.started_at?.toISOString() ?? null,
  completedAt: row.skip_reason ? null : (row.completed_at?.toISOString() ?? null),
  durationMs:
    row.started_at && row.completed_at ? row.completed_at.getTime() - row.started_at.getTime() : null,
  latenessMs: row.started_at ? row.started_at.getTime() - row.slot.getTime() : null,
});

/** What became of each slot, newest first. The cursor is the slot of the last row. */
export async function listSlots(
  db: Queryable,
  scheduleId: number,
  query: SlotListQuery,
): Promise<Page<Slot>> {
  await findSchedule(db, scheduleId);
  const until = query.cursor ?? query.until ?? null;
  if (query.cursor !== undefined && Number.isNaN(Date.parse(query.cursor))) {
    throw new TuttiError('VALIDATION_FAILED', 'The cursor is not one of this list.', {
      errors: [
        {
          field: 'cursor',
          message: 'is not a cursor of this list',
          fix: 'pass nextCursor of the page before',
        },
      ],
    });
  }
  const offset = query.offset ?? 0;
  const [rows, [count]] = await Promise.all([
    db.query<SlotRow>(SLOTS, [scheduleId, query.from ?? null, until, query.limit + 1, offset]),
    db.query<{ total: number }>(COUNT, [scheduleId]),
  ]);
  const items = rows.slice(0, query.limit).map(toSlot);
  const total = count?.total ?? 0;
  return pageOf(
    items,
    total,
    { limit: query.limit, offset },
    rows.length > query.limit ? (items.at(-1)?.slot ?? null) : null,
  );
}

interface Range {
  from: string;
  until: string;
  limit: number;
  priority?: number | undefined;
}

/** Enqueues the slots of a past range that have not run. They run one after another unless overlap is allowed. */
export async function backfillSchedule(
  deps: { database: Database; plans: Plans; now(): Date; newId(): string; onEnqueued(): void },
  scheduleId: number,
  range: Range,
  by: Actor = {},
): Promise<BackfillResult> {
  const { actor = 'local', traceparent } = by;
  const { database, plans, newId } = deps;
  const [from, until] = [Date.parse(range.from), Date.parse(range.until)];
  checkRange(from, until, deps.now().getTime());
  const result = await database.transaction(async (tx) => {
    const row = await lockSchedule(tx, scheduleId);
    const slots: number[] = [];
    const { plan } = plans.of(row);
    let slot = plan.next(from - 1);
    for (; slot !== null && slot <= until && slots.length < range.limit; slot = plan.next(slot))
      slots.push(slot);
    const trigger = (at: number): Trigger => ({
      kind: 'backfill',
      slot: new Date(at).toISOString(),
      actor,
      ...(traceparent !== undefined && { traceparent }),
    });
    const planned: NewExecution[] = slots.map((at) => ({
      ...executionOf(row),
      ...(range.priority !== undefined && { priority: range.priority }),
      executionId: newId(),
      slot: new Date(at),
      trigger: trigger(at),
      gated: row.overlap_policy !== 'allow' || undefined,
    }));
    const taken = await takeSlots(
      tx,
      planned.map(({ executionId, slot: at }) => ({ scheduleId, slot: at as Date, executionId })),
    );
    const fresh = planned.filter((execution) => taken.has(execution.executionId));
    await enqueueWithin(tx, fresh);
    const after = { ...range, enqueued: fresh.length };
    await appendAudit(tx, scheduleAudit('schedule.backfilled', scheduleId, by, { after }));
    return {
      enqueued: fresh.length,
      alreadyRun: planned.length - fresh.length,
      executionIds: fresh.map((execution) => execution.executionId),
      truncated: slot !== null && slot <= until,
    };
  });
  deps.onEnqueued();
  return result;
}

function checkRange(from: number, until: number, now: number): void {
  const bad =
    until < from
      ? { field: 'until', message: 'lies before from', fix: 'swap the two' }
      : until > now
        ? { field: 'until', message: 'lies in the future', fix: 'backfill only what is past' }
        : undefined;
  if (bad) throw new TuttiError('VALIDATION_FAILED', `${bad.field} ${bad.message}.`, { errors: [bad] });
}
