import {
  type Breaker,
  type Event,
  BreakerKey,
  BreakerPatch,
  type BreakerPin,
  type Page,
  TuttiError,
  nearestName,
  parseAs,
} from '@tutti/contract';
import { pageOf } from '../kernel/index.ts';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, BreakerListQuery } from '../engine-api.ts';
import { readRowsOfBreaker, unfoldEvents } from '../events/index.ts';
import { changeBreakers } from './breaker-change.ts';
import { toBreaker } from './breaker-row.ts';
import type { BreakerInput } from './breaker-state.ts';
import {
  ensureBreakers,
  knownKeys,
  listShown,
  lockBreakers,
  showBreaker,
  writeThresholds,
} from './breaker-store.ts';

interface BreakersDeps {
  database: Database;
  /** A breaker changed: all nodes are to look. */
  onChanged(): void;
}

type Act = Actor & { reason?: string | undefined };

const MOST_CHANGES = 50;

/** What operators do with breakers. */
export class Breakers {
  readonly #deps: BreakersDeps;

  constructor(deps: BreakersDeps) {
    this.#deps = deps;
  }

  async list({ state, text, limit, offset = 0 }: BreakerListQuery): Promise<Page<Breaker>> {
    const { rows, total } = await listShown(this.#deps.database, { state, text, limit, offset });
    return pageOf(rows.map(toBreaker), total, { limit, offset });
  }

  async get(key: string): Promise<Breaker> {
    const row = await showBreaker(this.#deps.database, key);
    if (!row) throw await this.#notFound(key);
    return toBreaker(row);
  }

  /** Changes of its state, the newest first, as far back as events are kept. */
  async history(key: string): Promise<Event[]> {
    await this.get(key);
    const { database } = this.#deps;
    return unfoldEvents(database, await readRowsOfBreaker(database, key, MOST_CHANGES));
  }

  async configure(
    key: string,
    patch: BreakerPatch,
    { actor = 'local', requestId }: Actor = {},
  ): Promise<Breaker> {
    parseAs(BreakerKey, key, { what: 'The key does not fit' });
    const changes = parseAs(BreakerPatch, patch, { what: 'The change does not fit its schema' });
    await this.#changing(async (tx) => {
      await ensureBreakers(tx, [key]);
      const [row] = await lockBreakers(tx, [key]);
      const before = row?.thresholds ?? {};
      const merged = Object.entries({ ...before, ...changes }).filter(
        ([, value]) => value !== null && value !== undefined,
      );
      const after = Object.fromEntries(merged);
      await writeThresholds(tx, key, after);
      await appendAudit(tx, [
        {
          actor,
          requestId,
          action: 'breaker.configured',
          entityType: 'breaker',
          entityId: key,
          before,
          after,
        },
      ]);
    });
    return this.get(key);
  }

  trip(key: string, by: Act = {}): Promise<Breaker> {
    return this.#act(key, { kind: 'trip' }, 'breaker.tripped', by);
  }

  reset(key: string, by: Act = {}): Promise<Breaker> {
    return this.#act(key, { kind: 'reset' }, 'breaker.reset', by);
  }

  pin(key: string, pin: BreakerPin, by: Act = {}): Promise<Breaker> {
    return this.#act(key, { kind: 'pin', pin }, 'breaker.pinned', by);
  }

  async #act(
    key: string,
    input: BreakerInput,
    action: string,
    { actor = 'local', requestId, reason }: Act,
  ): Promise<Breaker> {
    // Not made by the way: a mistyped key would look as if it had worked.
    await this.get(key);
    await this.#changing(async (tx) => {
      const by = { actor, reason: reason ?? null };
      const [changed] = await changeBreakers(tx, new Map([[key, { inputs: [input], by }]]));
      if (!changed) return;
      const { before, facts } = changed;
      await appendAudit(tx, [
        {
          actor,
          requestId,
          action,
          entityType: 'breaker',
          entityId: key,
          before: { state: before.state, pin: before.pin, tripped: before.tripped },
          after: { state: facts.state, pin: facts.pin, tripped: facts.tripped, reason: reason ?? null },
        },
      ]);
    });
    return this.get(key);
  }

  async #changing(work: (tx: Queryable) => Promise<void>): Promise<void> {
    await this.#deps.database.transaction(work);
    this.#deps.onChanged();
  }

  async #notFound(key: string): Promise<TuttiError> {
    const near = nearestName(key, await knownKeys(this.#deps.database));
    const fix = near
      ? `did you mean ${near}?`
      : 'a breaker is there from its first call on; tutti breaker list shows them, tutti breaker set makes one';
    return new TuttiError('BREAKER_NOT_FOUND', `There is no circuit breaker ${JSON.stringify(key)}.`, {
      errors: [{ field: 'key', message: 'is not known', fix }],
    });
  }
}
