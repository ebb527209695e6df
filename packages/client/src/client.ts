import { API_VERSION, api, type Operation, type Route } from '@tutti/contract';
import { ApiError } from './api-error.ts';
import { readAnswer } from './answer.ts';
import { backoffMs, sleep } from './backoff.ts';
import {
  toCall,
  type Call,
  type CallInput,
  type CallOptions,
  type CallOutput,
  type LooseInput,
} from './call.ts';
import { NetworkError } from './network-error.ts';

export interface ClientOptions {
  /** Address of the server, e.g. http://127.0.0.1:3000; in a browser '' means the page's own. */
  baseUrl: string;
  headers?: Record<string, string>;
  fetch?: typeof fetch;
  /** How often a call that may safely be repeated is tried again; default 3. */
  retries?: number;
  /** Milliseconds until one try is given up; default 30,000. Bulk calls have ten times as long. */
  timeoutMs?: number;
  /** For tests. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  random?: () => number;
}

type ClientMethod<O extends Operation> =
  object extends CallInput<O>
    ? (input?: CallInput<O>, options?: CallOptions) => Promise<CallOutput<O>>
    : (input: CallInput<O>, options?: CallOptions) => Promise<CallOutput<O>>;

/** One method per operation of the route table. They throw `ApiError`, `NetworkError`, or the reason of an aborted signal. */
export type Client = { readonly [O in Operation]: ClientMethod<O> };

const BACKOFF = { minDelayMs: 200, maxDelayMs: 5000 };
const MAX_RETRY_AFTER_MS = 30_000;

export function createClient(options: ClientOptions): Client {
  const base = `${options.baseUrl.replace(/\/+$/, '')}/api/v${API_VERSION}`;
  const method =
    (route: Route) =>
    async (input: LooseInput = {}, callOptions: CallOptions = {}): Promise<unknown> =>
      perform(toCall(route, base, input, callOptions, options.headers ?? {}), callOptions.signal, options);
  return Object.fromEntries(
    Object.entries(api).map(([name, route]) => [name, method(route)]),
  ) as unknown as Client;
}

async function perform(
  call: Call,
  signal: AbortSignal | undefined,
  options: ClientOptions,
): Promise<unknown> {
  const { retries = 3, random = Math.random } = options;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptCall(call, signal, options);
    if (outcome.kind === 'answered') return outcome.value;
    const mayRepeat = outcome.transient && isRepeatable(call) && attempt <= retries;
    if (!mayRepeat) throw outcome.error;
    const wait = Math.max(backoffMs(attempt, BACKOFF, random), outcome.retryAfterMs);
    await (options.sleep ?? sleep)(wait, signal);
  }
}

type Outcome =
  | { kind: 'answered'; value: unknown }
  | { kind: 'failed'; error: Error; transient: boolean; retryAfterMs: number };

async function attemptCall(
  call: Call,
  signal: AbortSignal | undefined,
  options: ClientOptions,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout((options.timeoutMs ?? 30_000) * (call.route.bulk ? 10 : 1));
  try {
    const request = options.fetch ?? fetch;
    const response = await request(call.url, {
      ...call.init,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { kind: 'answered', value: await readAnswer(response, call.sent) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ApiError) {
      const retryAfterMs = error.status === 503 ? error.retryAfterMs : undefined;
      return {
        kind: 'failed',
        error,
        transient: retryAfterMs !== undefined,
        retryAfterMs: Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS),
      };
    }
    return { kind: 'failed', error: new NetworkError(call.url, error), transient: true, retryAfterMs: 0 };
  }
}

/** Repeating may not do a thing twice: a POST only with a key, a PATCH never. */
function isRepeatable({ route, init }: Call): boolean {
  if (route.method === 'POST') return init.headers['idempotency-key'] !== undefined;
  return route.method !== 'PATCH';
}
