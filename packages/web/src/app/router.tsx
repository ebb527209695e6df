import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { apiReferenceRoutes } from '../features/api-reference/routes.ts';
import { auditRoutes } from '../features/audit/routes.ts';
import { breakerRoutes } from '../features/breakers/routes.ts';
import { deadLetterRoutes } from '../features/dead-letters/routes.ts';
import { errorRoutes } from '../features/errors/routes.ts';
import { calendarRoutes } from '../features/calendar/routes.ts';
import { executionRoutes } from '../features/executions/routes.ts';
import { nodeRoutes } from '../features/nodes/routes.ts';
import { overviewRoutes } from '../features/overview/routes.ts';
import { queueRoutes } from '../features/queues/routes.ts';
import { scheduleRoutes } from '../features/schedules/routes.ts';
import { timelineRoutes } from '../features/timeline/routes.ts';
import { PageFailure } from './page-failure.tsx';
import { retryAnalyticsRoutes } from '../features/retry-analytics/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { rootRoute } from './root-route.ts';
import { secretRoutes } from '../features/secrets/routes.ts';
import { notificationRoutes } from '../features/notifications/routes.ts';
import { webhookRoutes } from '../features/webhooks/routes.ts';
import { tokenRoutes } from '../features/tokens/routes.ts';
import { parseSearch, writeSearch } from './search-params.ts';

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/overview', replace: true, throw: true });
  },
});

const tree = rootRoute.addChildren([
  home,
  ...scheduleRoutes,
  ...executionRoutes,
  ...timelineRoutes,
  ...auditRoutes,
  ...apiReferenceRoutes,
  ...tokenRoutes,
  ...secretRoutes,
  ...errorRoutes,
  ...deadLetterRoutes,
  ...breakerRoutes,
  ...calendarRoutes,
  ...webhookRoutes,
  ...overviewRoutes,
  ...queueRoutes,
  ...retryAnalyticsRoutes,
  ...nodeRoutes,
  ...settingsRoutes,
  ...notificationRoutes,
]);

export const makeRouter = () =>
  createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultErrorComponent: PageFailure,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
