import type { Database, Queryable } from '@tutti/database';
import type { EventConsumer } from './events/index.ts';
import type { TaskHandler } from './execution/index.ts';
import type { BuiltInHandlers } from './handlers/index.ts';
import type { IncomingHooksApi, WebhooksApi } from './hooks-api.ts';
import type { Clock, Log } from './kernel/index.ts';
import type { WakeUps } from './wake-ups.ts';
import {
  IncomingHooks,
  Webhooks,
  deliveryHandler,
  pruneDeliveries,
  webhookDispatcher,
} from './webhook/index.ts';

interface HooksGround {
  database: Database;
  wakeUps: WakeUps;
  builtIn: BuiltInHandlers;
  clock: Clock;
  log: Log;
  newId(): string;
}

/** What tells other systems of events and hears from them: its handlers, its services and its faces. */
export interface Hooks {
  handlers: TaskHandler[];
  consumers: EventConsumer<unknown>[];
  webhooks: WebhooksApi;
  incomingHooks: IncomingHooksApi;
  /** What is kept for a time. */
  kept: { what: string; cutoff: 'history'; prune(tx: Queryable, before: Date): Promise<number> }[];
}

export function buildHooks({ database, wakeUps, builtIn, clock, log, newId }: HooksGround): Hooks {
  const { messenger } = builtIn;
  const now = (): Date => clock.now();
  const { appended: onAppended, hooksChanged: onChanged } = wakeUps;
  const onEnqueued = (): void => wakeUps.enqueued(false);
  return {
    handlers: [deliveryHandler({ database, messenger, clock, onAppended })],
    consumers: [webhookDispatcher({ database, log, newId, onDispatched: onEnqueued })],
    webhooks: new Webhooks({ database, now, newId, onChanged, onEnqueued }),
    incomingHooks: new IncomingHooks({ database, now, onAppended }),
    kept: [{ what: 'webhook_deliveries', cutoff: 'history', prune: pruneDeliveries }],
  };
}
