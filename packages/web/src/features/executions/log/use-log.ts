import type { LogChunk } from '@tutti/contract';
import { useCallback, useEffect, useState } from 'react';
import { useApi, type Api } from '../../../app/api.ts';
import { useConnection } from '../../../app/connection.ts';
import { Batch } from '../../../app/live/batch.ts';
import { LogBuffer, type LogLine } from './log-buffer.ts';

const PAGE = 1000;
const POLL_MS = 3000;

export interface LogState {
  /** The same array all along; `revision` tells that it has grown. */
  lines: readonly LogLine[];
  revision: number;
  longest: number;
  /** The line where an error is most likely told; -1 without one. */
  errorIndex: number;
  /** The end is reached: the execution is final and all of its log is here. */
  done: boolean;
  loading: boolean;
  error: Error | null;
  retry: () => void;
}

interface Progress {
  revision: number;
  done: boolean;
  loading: boolean;
  error: Error | null;
}

/** The whole log of one execution (key the component by it): its history by pages, then what the stream brings. */
export function useLog(executionId: string, active: boolean): LogState {
  const api = useApi();
  const connected = useConnection() === 'connected';
  const [buffer] = useState(() => new LogBuffer());
  const [progress, setProgress] = useState<Progress>({
    revision: 0,
    done: false,
    loading: true,
    error: null,
  });
  const [tries, setTries] = useState(0);
  const report = useCallback(
    (change: Partial<Progress>) => setProgress((now) => ({ ...now, ...change, revision: now.revision + 1 })),
    [],
  );

  useEffect(() => {
    const reader = new LogReader(api, executionId, buffer, report);
    const stop = reader.start({ grows: active, connected });
    return stop;
  }, [api, executionId, buffer, active, connected, tries, report]);

  return {
    lines: buffer.lines,
    longest: buffer.longest,
    errorIndex: buffer.errorIndex,
    revision: progress.revision,
    done: progress.done,
    loading: progress.loading,
    error: progress.error,
    retry: () => setTries((count) => count + 1),
  };
}

/** Reads one log into a buffer; one page at a time, however often it is asked. */
class LogReader {
  readonly #api: Api;
  readonly #executionId: string;
  readonly #buffer: LogBuffer;
  readonly #report: (change: Partial<Progress>) => void;
  readonly #reading = new AbortController();
  #busy = false;

  constructor(api: Api, executionId: string, buffer: LogBuffer, report: (change: Partial<Progress>) => void) {
    this.#api = api;
    this.#executionId = executionId;
    this.#buffer = buffer;
    this.#report = report;
  }

  start({ grows, connected }: { grows: boolean; connected: boolean }): () => void {
    let unfollow: (() => void) | undefined;
    // Without a connection the log goes on by asking.
    const poll = grows && !connected ? setInterval(() => void this.readHistory(), POLL_MS) : undefined;
    void this.readHistory().then(() => {
      if (grows && connected && !this.#signal.aborted) unfollow = this.#follow();
    });
    return () => {
      this.#reading.abort();
      clearInterval(poll);
      unfollow?.();
    };
  }

  get #signal(): AbortSignal {
    return this.#reading.signal;
  }

  async readHistory(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let more = true;
      while (more && !this.#signal.aborted) more = await this.#readPage();
      this.#tell({ loading: false, error: null });
    } catch (error) {
      this.#tell({ loading: false, error: error as Error });
    } finally {
      this.#busy = false;
    }
  }

  /** True when another page waits. */
  async #readPage(): Promise<boolean> {
    const input = {
      params: { id: this.#executionId },
      query: { fromSeq: this.#buffer.nextSeq, limit: PAGE },
    };
    const page = await this.#api.client.getExecutionLogs(input, { signal: this.#signal });
    if (this.#signal.aborted) return false;
    page.items.forEach((chunk) => this.#buffer.append(chunk));
    this.#tell({ done: page.done });
    return page.items.length >= PAGE;
  }

  /** Takes chunks as they come; one that leaves a gap behind has the missing ones read. */
  #follow(): () => void {
    const batch = new Batch<LogChunk>(100, (chunks) => {
      const gap = chunks.some((chunk) => {
        if (chunk.seq > this.#buffer.nextSeq) return true;
        this.#buffer.append(chunk);
        return false;
      });
      this.#tell({});
      if (gap) void this.readHistory();
    });
    const unfollow = this.#api.logs.follow(this.#executionId, this.#buffer.nextSeq, batch.add);
    return () => {
      unfollow();
      batch.flush();
    };
  }

  #tell(change: Partial<Progress>): void {
    if (!this.#signal.aborted) this.#report(change);
  }
}
