/**
 * Schedule: when work is made. Owns `task_schedules`, `schedule_slots` and the scheduler's part of `system_state`.
 * A due schedule is locked by one node; its slots become executions and `next_run_at` moves on in one transaction, so
 * that a slot fires exactly once. Every slot ends accounted for: run, or skipped and why.
 */
export { applySchedules } from './apply.ts';
export { type CalendarQuery, fleetCalendar } from './calendar.ts';
export { EventTriggers, scheduleWants } from './event-triggers.ts';
export { eventSchedules } from './event-trigger-store.ts';
export { Plans } from './plans.ts';
export { retimeUnzoned } from './retime.ts';
export { readState } from './schedule-store.ts';
export { Scheduler } from './scheduler.ts';
export { ScheduleWatch } from './schedule-watch.ts';
export { Schedules } from './schedules.ts';
export { backfillSchedule, listSlots } from './slots.ts';
