import type { LogChunk } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { readLog } from './log-store.ts';

const PAGE = 500;
/** Notifications are hints; a follower looks by itself after this long. */
const POLL_MS = 2000;

/** Follows the logs of executions, wherever they run: the table is the source, a notification says when to look. */
export class LogTail {
  readonly #database: Database;
  readonly #followers = new Map<string, Set<() => void>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Output of the execution was stored. */
  wake(executionId: string): void {
    for (const look of this.#followers.get(executionId) ?? []) look();
  }

  follow(executionId: string, fromSeq: number, onChunks: (chunks: LogChunk[]) => void): () => void {
    let next = fromSeq;
    let stopped = false;
    let reading = false;
    let again = false;
    const look = async (): Promise<void> => {
      again = true;
      if (reading) return;
      reading = true;
      while (again && !stopped) {
        again = false;
        const chunks = await readLog(this.#database, executionId, next, PAGE).catch(() => []);
        const last = chunks.at(-1);
        if (!last || stopped) continue;
        next = last.seq + 1;
        again = chunks.length === PAGE;
        onChunks(chunks);
      }
      reading = false;
    };
    const wake = (): void => void look();
    const timer = setInterval(wake, POLL_MS);
    const followers = this.#followers.get(executionId) ?? new Set();
    this.#followers.set(executionId, followers.add(wake));
    wake();
    return () => {
      stopped = true;
      clearInterval(timer);
      followers.delete(wake);
      if (followers.size === 0) this.#followers.delete(executionId);
    };
  }
}
