import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { word } from '../../app/search-values.ts';

export interface SecretFilters {
  text?: string | undefined;
}

const secrets = createRoute({
  getParentRoute: () => rootRoute,
  path: '/secrets',
  validateSearch: (search: Record<string, unknown>): SecretFilters => ({ text: word(search['text']) }),
  component: lazyRouteComponent(() => import('./secrets-page.tsx'), 'SecretsPage'),
});

export const secretRoutes = [secrets] as const;
