import {
  type ExecutionStatus,
  type IncomingMessage,
  type IncomingMessageDetail,
  type MessageRefusal,
  type SkipReason,
  type StartedByMessage,
  TuttiError,
} from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { MessageListQuery } from '../hooks-api.ts';
import { storableJson, storableText } from '../kernel/index.ts';

/** What anybody on the internet may cause is kept this often per hook. */
const MOST_UNWANTED = 200;

/** `incoming_messages`, and how many schedules ran for it. */
export interface MessageRow {
  id: number;
  hook_id: number;
  status: IncomingMessage['status'];
  reason: MessageRefusal | null;
  problem: string | null;
  event_id: string | null;
  replay_of: number | null;
  headers: Record<string, string>;
  body: string | null;
  size_bytes: number;
  source: string | null;
  actor: string | null;
  received_at: Date;
  runs: number;
}

export const toMessage = (row: MessageRow): IncomingMessage => ({
  id: row.id,
  hookId: row.hook_id,
  status: row.status,
  reason: row.reason,
  problem: row.problem,
  eventId: row.event_id,
  replayOf: row.replay_of,
  sizeBytes: row.size_bytes,
  source: row.source,
  actor: row.actor,
  runs: row.runs,
  receivedAt: row.received_at.toISOString(),
});

export interface NewMessage {
  hookId: number;
  status: IncomingMessage['status'];
  refusal?: { reason: MessageRefusal; problem: string } | undefined;
  eventId?: string | undefined;
  replayOf?: number | undefined;
  headers: Record<string, string>;
  body?: string | undefined;
  sizeBytes: number;
  source?: string | undefined;
  actor?: string | undefined;
}

const INSERT = `
  insert into incoming_messages (hook_id, status, reason, problem, event_id, replay_of, headers, body, size_bytes, source, actor)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *, 0 as runs`;

const TRIM = `
  delete from incoming_messages where hook_id = $1 and status in ('duplicate', 'refused') and id <= (
    select id from incoming_messages where hook_id = $1 and status in ('duplicate', 'refused')
     order by id desc offset $2 limit 1)`;

/** Keeps the message; of those that anybody can send, the oldest ones go for it. */
export async function insertMessage(tx: Queryable, message: NewMessage): Promise<MessageRow> {
  const [row] = await tx.query<MessageRow>(INSERT, [
    message.hookId,
    message.status,
    message.refusal?.reason ?? null,
    message.refusal?.problem ?? null,
    message.eventId ?? null,
    message.replayOf ?? null,
    storableJson(message.headers),
    message.body === undefined ? null : storableText(message.body),
    message.sizeBytes,
    message.source ?? null,
    message.actor ?? null,
  ]);
  const unwanted = message.status === 'duplicate' || message.status === 'refused';
  if (unwanted) await tx.query(TRIM, [message.hookId, MOST_UNWANTED]);
  return row as MessageRow;
}

/** Of a message `m`. A copy shows the event of the first one, but nothing ran for it. */
const RUNS = `
  (select count(*)::int from events f
    where m.status in ('accepted', 'replayed') and f.causation_id = m.event_id and f.type = 'schedule.triggered') as runs`;

export async function findMessage(db: Queryable, id: number): Promise<MessageRow> {
  const [row] = await db.query<MessageRow>(`select m.*, ${RUNS} from incoming_messages m where id = $1`, [
    id,
  ]);
  if (!row)
    throw new TuttiError(
      'MESSAGE_NOT_FOUND',
      `There is no message ${id}; old ones, and refused ones but the last ${MOST_UNWANTED} of a hook, are removed.`,
    );
  return row;
}

export async function listMessages(
  db: Queryable,
  hookId: number,
  { status, limit, offset }: MessageListQuery,
): Promise<{ rows: MessageRow[]; total: number }> {
  const filter = `hook_id = $1 and ($2::text is null or status = $2)`;
  const [rows, [count]] = await Promise.all([
    db.query<MessageRow>(
      `select m.*, ${RUNS} from incoming_messages m where ${filter} order by id desc limit $3 offset $4`,
      [hookId, status ?? null, limit, offset ?? 0],
    ),
    db.query<{ total: number }>(
      `select count(*)::int as total from (select from incoming_messages where ${filter} limit 10001) x`,
      [hookId, status ?? null],
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

interface FiredRow {
  schedule_id: number;
  name: string;
  execution_id: string | null;
  status: ExecutionStatus | null;
  skip_reason: SkipReason | null;
}

const FIRED = `
  select (f.data ->> 'id')::int as schedule_id, f.data ->> 'name' as name, f.data ->> 'executionId' as execution_id,
         (select x.status::text from task_executions x where x.execution_id = (f.data ->> 'executionId')::uuid) as status,
         f.data ->> 'reason' as skip_reason
    from events f
   where f.causation_id = $1 and f.type in ('schedule.triggered', 'schedule.skipped')
   order by f.tx, f.id limit 200`;

/** The schedules that ran for an event, and those that were to. */
export async function startedBy(db: Queryable, eventId: string): Promise<StartedByMessage[]> {
  const rows = await db.query<FiredRow>(FIRED, [eventId]);
  return rows.map((row) => ({
    scheduleId: row.schedule_id,
    scheduleName: row.name,
    executionId: row.execution_id,
    status: row.status,
    skipReason: row.skip_reason,
  }));
}

/** What the event of a message still says of its body; undefined when it is gone. */
export const bodyIn = (
  row: MessageRow,
  data: Record<string, unknown> | undefined,
): Pick<IncomingMessageDetail, 'body' | 'bodyKept'> => {
  if (data) return { body: data['body'] ?? null, bodyKept: 'whole' };
  if (row.body !== null) return { body: row.body, bodyKept: 'beginning' };
  return { body: null, bodyKept: 'none' };
};

/** Removes some of what came long ago; returns how many. */
export async function pruneMessages(tx: Queryable, before: Date): Promise<number> {
  const rows = await tx.query(
    `delete from incoming_messages where id in (
       select id from incoming_messages where received_at < $1 limit 5000) returning id`,
    [before],
  );
  return rows.length;
}
