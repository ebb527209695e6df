import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { word } from '../../app/search-values.ts';
import { parseErrorFilters } from './error-filters.ts';

const errors = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors',
  validateSearch: parseErrorFilters,
  component: lazyRouteComponent(() => import('./errors-page.tsx'), 'ErrorsPage'),
});

const rules = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors/rules',
  /** A code to begin a rule with. */
  validateSearch: (search: Record<string, unknown>): { code?: string | undefined } => ({
    code: word(search['code'], 100),
  }),
  component: lazyRouteComponent(() => import('./rules/rules-page.tsx'), 'RulesPage'),
});

const policies = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors/policies',
  component: lazyRouteComponent(() => import('./policies/policies-page.tsx'), 'PoliciesPage'),
});

const group = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors/groups/$fingerprint',
  component: lazyRouteComponent(() => import('./group-page.tsx'), 'GroupPage'),
});

const error = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors/$id',
  component: lazyRouteComponent(() => import('./error-detail-page.tsx'), 'ErrorDetailPage'),
});

export const errorRoutes = [errors, rules, policies, group, error] as const;
