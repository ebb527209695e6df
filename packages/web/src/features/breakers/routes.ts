import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseBreakerFilters } from './breaker-filters.ts';

const breakers = createRoute({
  getParentRoute: () => rootRoute,
  path: '/breakers',
  validateSearch: parseBreakerFilters,
  component: lazyRouteComponent(() => import('./breakers-page.tsx'), 'BreakersPage'),
});

const breaker = createRoute({
  getParentRoute: () => rootRoute,
  path: '/breakers/$key',
  component: lazyRouteComponent(() => import('./breaker-detail-page.tsx'), 'BreakerDetailPage'),
});

export const breakerRoutes = [breakers, breaker] as const;
