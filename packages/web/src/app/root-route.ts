import { createRootRoute } from '@tanstack/react-router';
import { Frame } from './frame.tsx';
import { PageNotFound } from './page-not-found.tsx';

/** What every page hangs on; each feature's `routes.ts` names it as the parent of its own. */
export const rootRoute = createRootRoute({ component: Frame, notFoundComponent: PageNotFound });
