import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { parseExecutionFilters } from '../features/executions/execution-filters.ts';
import { parseScheduleFilters } from '../features/schedules/schedule-filters.ts';
import { Frame } from './frame.tsx';
import { PageFailure } from './page-failure.tsx';
import { PageNotFound } from './page-not-found.tsx';
import { parseSearch, writeSearch } from './search-params.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: PageNotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/schedules', replace: true, throw: true });
  },
});

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  validateSearch: parseScheduleFilters,
  component: lazyRouteComponent(() => import('../features/schedules/schedules-page.tsx'), 'SchedulesPage'),
});

const newSchedule = createRoute({
  getParentRoute: () => root,
  path: '/schedules/new',
  component: lazyRouteComponent(
    () => import('../features/schedules/form/schedule-form-pages.tsx'),
    'NewSchedulePage',
  ),
});

const schedule = createRoute({
  getParentRoute: () => root,
  path: '/schedules/$id',
  component: lazyRouteComponent(
    () => import('../features/schedules/detail/schedule-detail-page.tsx'),
    'ScheduleDetailPage',
  ),
});

const editSchedule = createRoute({
  getParentRoute: () => root,
  path: '/schedules/$id/edit',
  component: lazyRouteComponent(
    () => import('../features/schedules/form/schedule-form-pages.tsx'),
    'EditSchedulePage',
  ),
});

const executions = createRoute({
  getParentRoute: () => root,
  path: '/executions',
  validateSearch: parseExecutionFilters,
  component: lazyRouteComponent(() => import('../features/executions/executions-page.tsx'), 'ExecutionsPage'),
});

const execution = createRoute({
  getParentRoute: () => root,
  path: '/executions/$id',
  component: lazyRouteComponent(
    () => import('../features/executions/execution-detail-page.tsx'),
    'ExecutionDetailPage',
  ),
});

const tree = root.addChildren([home, schedules, newSchedule, schedule, editSchedule, executions, execution]);

export const makeRouter = () =>
  createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultErrorComponent: PageFailure,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
