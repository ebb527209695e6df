import type { Outcome, TaskContext } from '../../execution/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { stoppedOutcome } from '../stopped-outcome.ts';
import { outcomeOfAnswer } from './answer-outcome.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { outcomeOfFailure } from './request-failure.ts';
import { readBody } from './response-body.ts';
import { wireRequestOf } from './wire-request.ts';

interface PostedMessage {
  url: string;
  headers: Record<string, string>;
  /** Sent as it is. */
  body: string;
}

/** One POST and what came of it. A redirect counts as a refusal: who sends signed messages must know where to. */
export interface Exchange {
  outcome: Outcome;
  response: { status: number; headers: Record<string, string>; body: unknown; truncated: boolean } | null;
  durationMs: number;
}

/** Posts messages of Tutti itself through the same guard as the requests of tasks. */
export class Messenger {
  readonly #fetch: GuardedFetch;
  readonly #clock: Clock;

  constructor(fetch: GuardedFetch, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async post(message: PostedMessage, context: TaskContext): Promise<Exchange> {
    const startedMs = this.#clock.monotonicMs();
    const sinceMs = (): number => Math.round(this.#clock.monotonicMs() - startedMs);
    const request = wireRequestOf({ method: 'POST', ...message });
    try {
      const answer = await this.#fetch.send(request, context.signal);
      const { value, truncated } = await readBody(answer);
      const { status, headers } = answer;
      const told = {
        status,
        headers,
        body: value,
        truncated,
        found: true,
        method: 'POST',
        url: request.url.origin + request.url.pathname,
        durationMs: sinceMs(),
      };
      const response = { status, headers: Object.fromEntries(headers), body: value, truncated };
      return { outcome: outcomeOfAnswer(told, {}, this.#clock.now()), response, durationMs: sinceMs() };
    } catch (error) {
      const outcome = context.signal.aborted
        ? stoppedOutcome(context)
        : outcomeOfFailure(error, request.url.host);
      return { outcome, response: null, durationMs: sinceMs() };
    }
  }
}
