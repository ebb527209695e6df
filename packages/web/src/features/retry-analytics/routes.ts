import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseRetryFilters } from './retry-filters.ts';

const retryAnalytics = createRoute({
  getParentRoute: () => rootRoute,
  path: '/retry-analytics',
  validateSearch: parseRetryFilters,
  component: lazyRouteComponent(() => import('./retry-analytics-page.tsx'), 'RetryAnalyticsPage'),
});

export const retryAnalyticsRoutes = [retryAnalytics] as const;
