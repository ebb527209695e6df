import { accessRoutes } from './routes/access-routes.ts';
import { breakerRoutes } from './routes/breaker-routes.ts';
import { batchRoutes } from './routes/batch-routes.ts';
import { executionRoutes } from './routes/execution-routes.ts';
import { nodeRoutes } from './routes/node-routes.ts';
import { notificationRoutes } from './routes/notification-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { queueRoutes } from './routes/queue-routes.ts';
import { deadLetterRoutes } from './routes/dead-letter-routes.ts';
import { errorRoutes } from './routes/error-routes.ts';
import { scheduleRoutes } from './routes/schedule-routes.ts';
import { secretRoutes } from './routes/secret-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { systemRoutes } from './routes/system-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { workerRoutes } from './routes/worker-routes.ts';

/** The route table: server, client, CLI, OpenAPI and the API reference all derive from it. */
export const api = {
  ...scheduleRoutes,
  ...executionRoutes,
  ...breakerRoutes,
  ...nodeRoutes,
  ...batchRoutes,
  ...workerRoutes,
  ...webhookRoutes,
  ...secretRoutes,
  ...notificationRoutes,
  ...metricsRoutes,
  ...settingsRoutes,
  ...accessRoutes,
  ...queueRoutes,
  ...errorRoutes,
  ...deadLetterRoutes,
  ...systemRoutes,
} as const;
export type Api = typeof api;
export type Operation = keyof Api;

/** The newest API version; `/api/...` without a version means this one. */
export const API_VERSION = 2;
