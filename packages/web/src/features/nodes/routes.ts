import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseNodeFilters } from './node-filters.ts';

const nodes = createRoute({
  getParentRoute: () => rootRoute,
  path: '/nodes',
  validateSearch: parseNodeFilters,
  component: lazyRouteComponent(() => import('./nodes-page.tsx'), 'NodesPage'),
});

export const nodeRoutes = [nodes] as const;
