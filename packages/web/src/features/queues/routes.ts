import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseRange } from '../metrics/range.ts';
import { parseQueueFilters } from './queue-filters.ts';

const queues = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queues',
  validateSearch: parseQueueFilters,
  component: lazyRouteComponent(() => import('./queues-page.tsx'), 'QueuesPage'),
});

const queue = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queues/$name',
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import('./detail/queue-page.tsx'), 'QueuePage'),
});

export const queueRoutes = [queues, queue] as const;
