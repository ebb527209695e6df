import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseNewSchedule } from './form/new-schedule.ts';
import { parseScheduleFilters } from './schedule-filters.ts';

const schedules = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  validateSearch: parseScheduleFilters,
  component: lazyRouteComponent(() => import('./schedules-page.tsx'), 'SchedulesPage'),
});

const newSchedule = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules/new',
  validateSearch: parseNewSchedule,
  component: lazyRouteComponent(() => import('./form/schedule-form-pages.tsx'), 'NewSchedulePage'),
});

const schedule = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules/$id',
  component: lazyRouteComponent(() => import('./detail/schedule-detail-page.tsx'), 'ScheduleDetailPage'),
});

const editSchedule = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules/$id/edit',
  component: lazyRouteComponent(() => import('./form/schedule-form-pages.tsx'), 'EditSchedulePage'),
});

export const scheduleRoutes = [schedules, newSchedule, schedule, editSchedule] as const;
