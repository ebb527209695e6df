import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseExecutionFilters } from './execution-filters.ts';

const executions = createRoute({
  getParentRoute: () => rootRoute,
  path: '/executions',
  validateSearch: parseExecutionFilters,
  component: lazyRouteComponent(() => import('./executions-page.tsx'), 'ExecutionsPage'),
});

const execution = createRoute({
  getParentRoute: () => rootRoute,
  path: '/executions/$id',
  component: lazyRouteComponent(() => import('./execution-detail-page.tsx'), 'ExecutionDetailPage'),
});

export const executionRoutes = [executions, execution] as const;
