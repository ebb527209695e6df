import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseLetterFilters } from './letter-filters.ts';

const letters = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dead-letters',
  validateSearch: parseLetterFilters,
  component: lazyRouteComponent(() => import('./letters-page.tsx'), 'LettersPage'),
});

const archives = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dead-letters/archives',
  component: lazyRouteComponent(() => import('./archives-page.tsx'), 'ArchivesPage'),
});

const letter = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dead-letters/$id',
  component: lazyRouteComponent(() => import('./letter-detail-page.tsx'), 'LetterDetailPage'),
});

export const deadLetterRoutes = [letters, archives, letter] as const;
