/** Routes: thin mappings from the route table to the engine, one file a resource. Own no state and no SQL. */
import type { NodeConfiguration, Operation } from '@tutti/contract';
import type { Engine } from '@tutti/engine';
import type { HealthOptions } from '../health.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Gate } from '../auth/gate.ts';
import { accessHandlers } from './access.ts';
import type { PrometheusMetrics } from '../monitoring/prometheus.ts';
import { breakerHandlers } from './breakers.ts';
import { batchHandlers } from './batches.ts';
import { eventHandlers } from './events.ts';
import { executionHandlers } from './executions.ts';
import type { Handlers } from './handler.ts';
import { nodeHandlers } from './nodes.ts';
import { notificationHandlers } from './notifications.ts';
import { metricsHandlers } from './metrics.ts';
import { queueHandlers } from './queues.ts';
import { deadLetterHandlers, errorHandlers } from './recovery.ts';
import { scheduleHandlers } from './schedules.ts';
import { schedulerHandlers } from './scheduler.ts';
import { secretHandlers } from './secrets.ts';
import { settingsHandlers } from './settings.ts';
import { systemHandlers } from './system.ts';
import { workerHandlers } from './workers.ts';
import { webhookHandlers } from './webhooks.ts';

export function createHandlers(
  engine: Engine,
  lifecycle: Lifecycle,
  health: HealthOptions,
  gate: Gate,
  prometheus: PrometheusMetrics,
  configuration: () => NodeConfiguration,
): Handlers<Operation> {
  return {
    ...scheduleHandlers(engine),
    ...schedulerHandlers(engine),
    ...executionHandlers(engine),
    ...breakerHandlers(engine),
    ...nodeHandlers(engine),
    ...workerHandlers(engine),
    ...queueHandlers(engine),
    ...errorHandlers(engine),
    ...deadLetterHandlers(engine),
    ...batchHandlers(engine),
    ...eventHandlers(engine),
    ...webhookHandlers(engine),
    ...secretHandlers(engine),
    ...notificationHandlers(engine),
    ...metricsHandlers(engine, prometheus),
    ...settingsHandlers(engine, configuration),
    ...accessHandlers(engine, gate),
    ...systemHandlers(engine, lifecycle, health),
  };
}
