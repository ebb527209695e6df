import { type ConcurrencyKeyState, type Queue, type QueuePatch, TuttiError } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import { appendEvents } from '../events/index.ts';
import { readKeys, readQueues, setPaused, updateLimits } from './queue-store.ts';

interface QueuesDeps {
  database: Database;
  onChanged(): void;
  onAppended(): void;
}

interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
  reason?: string | undefined;
}

/** What operators do with queues. */
export class Queues {
  readonly #deps: QueuesDeps;

  constructor(deps: QueuesDeps) {
    this.#deps = deps;
  }

  list(): Promise<Queue[]> {
    return readQueues(this.#deps.database, null);
  }

  async get(name: string): Promise<Queue> {
    const [queue] = await readQueues(this.#deps.database, name);
    if (!queue) throw notFound(name);
    return queue;
  }

  async update(name: string, patch: QueuePatch, { actor = 'local', requestId }: By = {}): Promise<Queue> {
    const { database, onChanged } = this.#deps;
    await database.transaction(async (tx) => {
      if (!(await updateLimits(tx, name, patch))) throw notFound(name);
      const entry = { action: 'queue.updated', entityType: 'queue', entityId: name };
      await appendAudit(tx, [{ actor, requestId, ...entry, after: patch }]);
    });
    onChanged();
    return this.get(name);
  }

  /** Starts nothing more from it on any node; what runs goes on. */
  pause(name: string, { actor = 'local', requestId, reason }: By = {}): Promise<Queue> {
    return this.#setPaused(name, { by: actor, reason: reason ?? null }, actor, requestId);
  }

  resume(name: string, { actor = 'local', requestId }: By = {}): Promise<Queue> {
    return this.#setPaused(name, null, actor, requestId);
  }

  keys(key?: string): Promise<ConcurrencyKeyState[]> {
    return readKeys(this.#deps.database, key ?? null);
  }

  async #setPaused(
    name: string,
    pause: { by: string; reason: string | null } | null,
    actor: string,
    requestId: string | undefined,
  ): Promise<Queue> {
    const { database, onChanged, onAppended } = this.#deps;
    await database.transaction(async (tx) => {
      const set = await setPaused(tx, name, pause);
      if (!set) throw notFound(name);
      if (!set.changed) return;
      const action = pause ? 'queue.paused' : 'queue.resumed';
      await appendEvents(tx, [{ type: action, data: { queue: name, reason: pause?.reason }, actor }]);
      const after = { reason: pause?.reason };
      await appendAudit(tx, [{ actor, requestId, action, entityType: 'queue', entityId: name, after }]);
    });
    onChanged();
    onAppended();
    return this.get(name);
  }
}

const notFound = (name: string): TuttiError =>
  new TuttiError('QUEUE_NOT_FOUND', `There is no queue ${name}. A queue exists from its first use on.`);
