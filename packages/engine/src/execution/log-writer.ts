import type { LogStream } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { type Log, storableText } from '../kernel/index.ts';

const FLUSH_MS = 50;
const FLUSH_BYTES = 256 * 1024;
const MOST_BUFFERED_BYTES = 32 * 1024 * 1024;
/** A longer piece is cut into several, so that readers can page. */
const MOST_IN_A_CHUNK = 16 * 1024;

interface Chunk {
  executionId: string;
  seq: number;
  attempt: number;
  stream: LogStream;
  text: string;
}

/** The log of one run. */
export interface RunLog {
  append(text: string, stream: LogStream): void;
  /** Resolves when all of it is stored. */
  settled(): Promise<void>;
}

interface LogWriterDeps {
  database: Database;
  log: Log;
  /** Bytes kept of one run; the rest is dropped and the cut is marked. */
  limitBytes: number;
  onStored(executionIds: ReadonlySet<string>): void;
}

const INSERT = `
  insert into execution_logs (execution_id, seq, attempt, stream, text)
  select * from unnest($1::uuid[], $2::int[], $3::smallint[], $4::text[], $5::text[])`;

/** Cuts a long text, never within a surrogate pair. */
export function* pieces(text: string): Iterable<string> {
  for (let start = 0; start < text.length;) {
    const end = start + MOST_IN_A_CHUNK;
    const within = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
    yield text.slice(start, within ? end - 1 : end);
    start = within ? end - 1 : end;
  }
}

/** Stores log output in batches, in order, so that a chatty command costs few statements. */
export class LogWriter {
  readonly #deps: LogWriterDeps;
  #chunks: Chunk[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(deps: LogWriterDeps) {
    this.#deps = deps;
  }

  /** `again` when the execution may have a log already: its numbers go on. */
  open(executionId: string, attempt: number, again: boolean): RunLog {
    let next: number | undefined = again ? undefined : 1;
    let kept = 0;
    let dropped = 0;
    let opened: Promise<void> = Promise.resolve();
    const early: [string, LogStream][] = [];

    const store = (text: string, stream: LogStream): void => {
      for (const piece of pieces(storableText(text)))
        this.#add({ executionId, seq: (next as number)++, attempt, stream, text: piece });
    };
    const append = (text: string, stream: LogStream): void => {
      const room = this.#deps.limitBytes - kept;
      const bytes = Buffer.byteLength(text);
      if (stream !== 'system' && bytes > room) {
        dropped += bytes - Math.max(0, room);
        if (room <= 0) return;
        text = Buffer.from(text)
          .subarray(0, room)
          .toString()
          .replace(/\ufffd$/, '');
      }
      kept += Math.min(bytes, Math.max(0, room));
      if (next !== undefined) return store(text, stream);
      if (early.push([text, stream]) === 1)
        opened = this.#lastSeq(executionId).then((last) => {
          next = last + 1;
          for (const [piece, of] of early) store(piece, of);
        });
    };
    const settled = async (): Promise<void> => {
      await opened;
      if (dropped > 0)
        store(`log cut at ${this.#deps.limitBytes} bytes; ${dropped} more were dropped\n`, 'system');
      dropped = 0;
      await this.flush();
    };
    return { append, settled };
  }

  /** Tries no more: what could not be stored until now is lost. */
  close(): void {
    this.#closed = true;
  }

  /** Resolves when everything given before is stored. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#chunks.length > 0 || this.#flushing) {
      this.#flushing ??= this.#write().finally(() => {
        this.#flushing = undefined;
      });
      await this.#flushing;
    }
  }

  async #lastSeq(executionId: string): Promise<number> {
    const text = 'select coalesce(max(seq), 0) as last from execution_logs where execution_id = $1';
    const rows = await this.#deps.database.query<{ last: number }>(text, [executionId]).catch(() => []);
    return rows[0]?.last ?? 1_000_000;
  }

  #add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.text.length;
    if (this.#bytes > FLUSH_BYTES) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  async #write(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    try {
      await this.#deps.database.query(INSERT, [
        chunks.map((chunk) => chunk.executionId),
        chunks.map((chunk) => chunk.seq),
        chunks.map((chunk) => chunk.attempt),
        chunks.map((chunk) => chunk.stream),
        chunks.map((chunk) => chunk.text),
      ]);
      this.#deps.onStored(new Set(chunks.map((chunk) => chunk.executionId)));
    } catch (error) {
      this.#deps.log.warn({ err: error, chunks: chunks.length }, 'log output could not be stored');
      await this.#keep(chunks);
    }
  }

  /** Keeps what could not be stored for the next try, as far as memory allows. */
  async #keep(chunks: Chunk[]): Promise<void> {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
    if (this.#closed || bytes + this.#bytes > MOST_BUFFERED_BYTES) return;
    this.#chunks = chunks.concat(this.#chunks);
    this.#bytes += bytes;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
