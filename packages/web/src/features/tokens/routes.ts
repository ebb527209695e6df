import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { word } from '../../app/search-values.ts';

export interface TokenFilters {
  /** Browsers that are signed in, instead of tokens. */
  kind?: 'session' | undefined;
  /** Those that are revoked, too. */
  revoked?: true | undefined;
  text?: string | undefined;
}

const tokens = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tokens',
  validateSearch: (search: Record<string, unknown>): TokenFilters => ({
    kind: search['kind'] === 'session' ? 'session' : undefined,
    revoked: String(search['revoked']) === 'true' ? true : undefined,
    text: word(search['text']),
  }),
  component: lazyRouteComponent(() => import('./tokens-page.tsx'), 'TokensPage'),
});

export const tokenRoutes = [tokens] as const;
