import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseRange } from '../metrics/range.ts';

const overview = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview',
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});

export const overviewRoutes = [overview] as const;
