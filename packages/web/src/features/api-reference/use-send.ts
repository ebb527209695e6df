import { useState } from 'react';
import type { Operation } from './operations.ts';
import { prepare, type Filled } from './request.ts';

/** Longer answers would only slow the page down. */
const SHOWN = 200_000;

export interface SentAnswer {
  status: number;
  statusText: string;
  tookMs: number;
  requestId: string | null;
  /** Parsed where it is JSON. */
  body: unknown;
  cut: boolean;
}

/** Sends as any caller would: what comes back is shown as it is, whatever its status. */
export function useSend(operation: Operation) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [answer, setAnswer] = useState<SentAnswer>();
  const send = (filled: Filled): void => {
    const prepared = prepare(operation, filled);
    if (prepared.kind === 'problem') return setProblem(prepared.text);
    setProblem(undefined);
    setBusy(true);
    request(prepared.path, prepared.init)
      .then(setAnswer, (error: unknown) =>
        setProblem(
          `The server cannot be reached: ${error instanceof Error ? error.message : String(error)}.`,
        ),
      )
      .finally(() => setBusy(false));
  };
  return { send, busy, problem, answer };
}

async function request(path: string, init: RequestInit): Promise<SentAnswer> {
  const startedAt = performance.now();
  const response = await fetch(path, init);
  const text = await response.text();
  return {
    status: response.status,
    statusText: response.statusText,
    tookMs: performance.now() - startedAt,
    requestId: response.headers.get('x-request-id'),
    body: text.length > SHOWN ? text.slice(0, SHOWN) : parsed(text),
    cut: text.length > SHOWN,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
