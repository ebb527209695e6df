import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import type { SchedulePreset } from './form/schedule-form.ts';
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
  validateSearch: ({ preset }): { preset?: SchedulePreset } => (preset === 'every-minute' ? { preset } : {}),
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
