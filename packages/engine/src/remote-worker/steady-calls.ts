import type { Clock } from '../kernel/index.ts';
import { troubleOf } from './wire.ts';

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Milliseconds before try `attempt` (from 1): doubling, between half and all of it by chance, so that a fleet does not come back in step. */
export const pauseMs = (attempt: number, random: () => number): number =>
  Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + random() / 2));

interface SteadyCallsDeps {
  clock: Clock;
  random(): number;
  /** The server did not answer, and will be asked again after `ms`. */
  onAway(error: Error, ms: number): void;
  /** It answered. */
  onAnswer(): void;
}

/** Calls that outlast the absence of the server. */
export class SteadyCalls {
  readonly #deps: SteadyCallsDeps;

  constructor(deps: SteadyCallsDeps) {
    this.#deps = deps;
  }

  /** Calls until there is an answer. Throws what is no absence, and the last absence when `signal` aborts. */
  async call<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { clock, random, onAway, onAnswer } = this.#deps;
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await work();
        onAnswer();
        return answer;
      } catch (error) {
        if (signal.aborted || troubleOf(error) !== 'away') throw error;
        const ms = pauseMs(attempt, random);
        onAway(error as Error, ms);
        await clock.sleep(ms, signal);
        if (signal.aborted) throw error;
      }
    }
  }
}
