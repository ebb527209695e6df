import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

/** Which operation is open, and what was searched. */
export interface ApiSearch {
  op?: string;
  text?: string;
}

const reference = createRoute({
  getParentRoute: () => rootRoute,
  path: '/api-reference',
  validateSearch: ({ op, text }): ApiSearch => ({
    ...(typeof op === 'string' && op !== '' && { op }),
    ...(typeof text === 'string' && text !== '' && { text }),
  }),
  component: lazyRouteComponent(() => import('./api-reference-page.tsx'), 'ApiReferencePage'),
});

export const apiReferenceRoutes = [reference] as const;
