import { TuttiError } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import { type QueueLimits, readLimits } from './queue-store.ts';

/** How old the picture of the queues may be. What is enqueued here in between is counted; other nodes' is not. */
const EVERY_MS = 500;
/** A picture older than this refuses nobody. */
const STALE_MS = 2000;
const RETRY_AFTER_MS = 2000;

interface QueueGateDeps {
  database: Database;
  log: Log;
  /** A queue became full; told once until it has room again. */
  onSaturated(queue: string, depth: number): void;
}

/** What a node keeps at hand of the queues: which have limits, and how deep they are. Asking it costs no round trip. */
export class QueueGate extends LoopService {
  readonly #deps: QueueGateDeps;
  #queues = new Map<string, QueueLimits>();
  #loadedMs = -Infinity;
  #looking = false;
  readonly #saturated = new Set<string>();

  constructor(deps: QueueGateDeps) {
    super('queue gate', deps.log);
    this.#deps = deps;
  }

  /** Queues whose limits must be counted before a claim. */
  get limited(): string[] {
    return [...this.#queues.values()].filter((queue) => queue.limited).map((queue) => queue.name);
  }

  /** Counts ready executions about to be enqueued; throws when their queue takes no more. */
  admit(name: string, count: number): void {
    const queue = this.#queues.get(name);
    if (!queue || queue.depth_limit === 0) return;
    if (performance.now() - this.#loadedMs > STALE_MS) return this.#look();
    if (queue.ready >= queue.depth_limit) throw this.#full(queue);
    queue.ready += count;
  }

  async load(): Promise<void> {
    const queues = await readLimits(this.#deps.database);
    this.#loadedMs = performance.now();
    this.#queues = new Map(queues.map((queue) => [queue.name, queue]));
    for (const { name, depth_limit: limit, ready } of queues)
      if (limit === 0 || ready < limit) this.#saturated.delete(name);
  }

  #full(queue: QueueLimits): TuttiError {
    const { name, depth_limit: limit } = queue;
    if (!this.#saturated.has(name)) {
      this.#saturated.add(name);
      this.#deps.onSaturated(name, queue.ready);
    }
    return new TuttiError(
      'QUEUE_FULL',
      `Queue ${name} holds ${limit} ready executions, its limit. Send it again later, or raise depthLimit.`,
      { retryAfterMs: RETRY_AFTER_MS },
    );
  }

  /** A node that is not started has no rounds: it looks when something is enqueued. */
  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.load()
      .catch((error: unknown) => this.#deps.log.debug({ err: error }, 'the queues could not be looked at'))
      .finally(() => (this.#looking = false));
  }

  protected async round(): Promise<number> {
    await this.load();
    return EVERY_MS;
  }
}
