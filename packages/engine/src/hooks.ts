import type { Database, Queryable } from '@tutti/database';
import { failFast, pruneBatches } from './batch/index.ts';
import type { EventConsumer } from './events/index.ts';
import type { TaskHandler } from './execution/index.ts';
import type { BuiltInHandlers } from './handlers/index.ts';
import type { IncomingHooksApi, WebhooksApi } from './hooks-api.ts';
import type { Clock, Log } from './kernel/index.ts';
import { Notifications, notificationHandler, notifier, pruneGroups } from './notification/index.ts';
import type { TextVault } from './secret/index.ts';
import type { WakeUps } from './wake-ups.ts';
import {
  IncomingHooks,
  Webhooks,
  deliveryHandler,
  pruneDeliveries,
  pruneMessages,
  webhookDispatcher,
} from './webhook/index.ts';

interface HooksGround {
  database: Database;
  wakeUps: WakeUps;
  builtIn: BuiltInHandlers;
  clock: Clock;
  log: Log;
  vault: TextVault;
  newId(): string;
}

type Consumer = Pick<EventConsumer<unknown>, 'start' | 'stop' | 'wake' | 'refresh' | 'round'>;

/** What tells others of events and hears from them: its handlers, its services and its faces. */
export interface Hooks {
  handlers: TaskHandler[];
  consumers: Consumer[];
  webhooks: WebhooksApi;
  incomingHooks: IncomingHooksApi;
  notifications: Notifications;
  /** What is kept for a time. */
  kept: { what: string; cutoff: 'events' | 'history'; prune(tx: Queryable, before: Date): Promise<number> }[];
}

export function buildHooks({ database, wakeUps, builtIn, clock, log, vault, newId }: HooksGround): Hooks {
  const { messenger, reach, shell } = builtIn;
  const now = (): Date => clock.now();
  const { appended: onAppended, hooksChanged: onChanged } = wakeUps;
  const onEnqueued = (): void => wakeUps.enqueued(false);
  return {
    handlers: [
      deliveryHandler({ database, messenger, clock, vault, onAppended }),
      notificationHandler({ database, messenger, reach, shell, clock, vault }),
    ],
    consumers: [
      webhookDispatcher({ database, log, newId, onDispatched: onEnqueued }),
      notifier({ database, log, newId, onNotified: wakeUps.enqueued }),
      failFast({ database, clock, log, onCancelled: wakeUps.cancelled }),
    ],
    webhooks: new Webhooks({ database, now, newId, onChanged, onEnqueued, vault }),
    incomingHooks: new IncomingHooks({ database, now, onAppended, vault }),
    notifications: new Notifications({ database, now, newId, onChanged, onEnqueued, vault }),
    kept: [
      { what: 'webhook_deliveries', cutoff: 'history', prune: pruneDeliveries },
      { what: 'incoming_messages', cutoff: 'events', prune: pruneMessages },
      { what: 'batches', cutoff: 'history', prune: pruneBatches },
      { what: 'notification_groups', cutoff: 'history', prune: pruneGroups },
    ],
  };
}
