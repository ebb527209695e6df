import type { LogChunk, LogPage, LogStream } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { getRow } from './execution-query.ts';

interface LogRow {
  seq: number;
  attempt: number;
  stream: LogStream;
  text: string;
  at: Date;
}

/** Which pieces of a log. With `before` or `tail` the last of the range, else the first. */
export interface LogRange {
  fromSeq: number;
  limit: number;
  before?: number | undefined;
  /** No more pieces than hold so many lines. */
  tail?: number | undefined;
}

const toChunk = (row: LogRow): LogChunk => ({ ...row, at: row.at.toISOString() });

/** Chunks with a sequence number of `fromSeq` or more, in order. */
export async function readLog(
  db: Queryable,
  executionId: string,
  fromSeq: number,
  limit: number,
): Promise<LogChunk[]> {
  const text = `select seq, attempt, stream, text, at from execution_logs where execution_id = $1 and seq >= $2 order by seq limit $3`;
  return (await db.query<LogRow>(text, [executionId, fromSeq, limit])).map(toChunk);
}

/** Of the last $4, those behind which fewer than $5 lines end: one that ends within them may have begun in the piece before. */
const LAST = `
  select seq, attempt, stream, text, at from (
    select *, sum(ends) over (order by seq desc) - ends as ends_later from (
      select seq, attempt, stream, text, at, length(text) - length(replace(text, E'\\n', '')) as ends from execution_logs
       where execution_id = $1 and seq >= $2 and ($3::int is null or seq < $3) order by seq desc limit $4) newest) counted
   where $5::int is null or ends_later <= $5 order by seq`;

/** The last chunks of a range, in order. */
export async function readLogEnd(
  db: Queryable,
  executionId: string,
  { fromSeq, limit, before, tail }: LogRange,
): Promise<LogChunk[]> {
  const values = [executionId, fromSeq, before ?? null, limit, tail ?? null];
  return (await db.query<LogRow>(LAST, values)).map(toChunk);
}

/** A page of the log of one execution, by integer id or UUID. */
export async function readLogPage(db: Queryable, key: string, range: LogRange): Promise<LogPage> {
  const { fromSeq, limit, before, tail } = range;
  const execution = await getRow(db, key);
  const backwards = before !== undefined || tail !== undefined;
  const items = backwards
    ? await readLogEnd(db, execution.execution_id, range)
    : await readLog(db, execution.execution_id, fromSeq, limit);
  const [first, last] = [items[0], items.at(-1)];
  const atEnd = backwards ? before === undefined : items.length < limit;
  return {
    items,
    nextSeq: last ? last.seq + 1 : (before ?? fromSeq),
    prevSeq: first && first.seq > Math.max(1, backwards ? fromSeq : 1) ? first.seq : null,
    done: execution.completed_at !== null && atEnd,
  };
}
