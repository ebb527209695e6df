import { randomUUID } from 'node:crypto';
import type { LogStream, Trigger } from '@tutti/contract';
import type { TaskContext } from '../execution/index.ts';
import { plainRedaction, type Redaction } from '../secret/index.ts';

export interface TestContext extends TaskContext {
  /** The log so far, of one stream or of all. */
  logged(stream?: LogStream): string;
  stop(reason: 'cancelled' | 'timeout' | 'lost' | 'shutdown'): void;
}

/** A run as a handler sees it, with its log at hand. */
export function testContext(
  taskConfig: Record<string, unknown>,
  options: {
    executionId?: string;
    attempt?: number;
    trigger?: Trigger;
    onLog?: (text: string) => void;
    redaction?: Redaction;
  } = {},
): TestContext {
  const {
    executionId = randomUUID(),
    attempt = 1,
    trigger = { kind: 'manual' },
    onLog,
    redaction = plainRedaction,
  } = options;
  const stopping = new AbortController();
  const pieces: { text: string; stream: LogStream }[] = [];
  return {
    executionId,
    id: 1,
    attempt,
    taskConfig,
    trigger,
    signal: stopping.signal,
    redaction,
    onPause: () => undefined,
    log(text, stream = 'stdout') {
      pieces.push({ text: text.endsWith('\n') ? text : `${text}\n`, stream });
      onLog?.(text);
    },
    progress: () => undefined,
    step: async (_name, work) => work(),
    sleep: () => Promise.reject(new Error('not here')),
    waitForEvent: () => Promise.reject(new Error('not here')),
    logged: (stream) =>
      pieces
        .filter((piece) => stream === undefined || piece.stream === stream)
        .map(({ text }) => text)
        .join(''),
    stop: (reason) => stopping.abort(reason),
  };
}
