import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

const secrets = createRoute({
  getParentRoute: () => rootRoute,
  path: '/secrets',
  component: lazyRouteComponent(() => import('./secrets-page.tsx'), 'SecretsPage'),
});

export const secretRoutes = [secrets] as const;
