import type { Log } from './log.ts';
import { Loop } from './loop.ts';

/** A service whose life is one loop. What a round does is the subclass's. */
export abstract class LoopService {
  protected readonly loop: Loop;

  constructor(name: string, log: Log) {
    this.loop = new Loop({ name, log, round: () => this.round() });
  }

  start(): void {
    this.loop.start();
  }

  /** There may be something to do: the wait before the next round ends. */
  wake(): void {
    this.loop.wake();
  }

  /** Resolves when the round under way has ended. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Does one round; returns the milliseconds until the next, unless woken. */
  protected abstract round(): Promise<number>;
}
