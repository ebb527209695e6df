import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseTimelineView } from './timeline-view.ts';

const timeline = createRoute({
  getParentRoute: () => rootRoute,
  path: '/timeline',
  validateSearch: parseTimelineView,
  component: lazyRouteComponent(() => import('./timeline-page.tsx'), 'TimelinePage'),
});

export const timelineRoutes = [timeline] as const;
