import { z } from 'zod';
import { Calendar, QueueView } from '../calendar.ts';
import {
  PageQuery,
  QueryFlag,
  QueueName,
  ScheduleKey,
  Tag,
  Timestamp,
  page,
  queryList,
} from '../primitives.ts';
import {
  BackfillRequest,
  BackfillResult,
  Preview,
  PreviewRequest,
  Schedule,
  ScheduleInput,
  SchedulePatch,
  ScheduleType,
  SchedulerStatus,
  Slot,
} from '../schedule.ts';
import { ApplyRequest, ApplyResult } from '../apply.ts';
import { EmitRequest, EmitResult } from '../event.ts';
import { Priority, JsonObject } from '../primitives.ts';
import { route } from '../route.ts';

const one = z.object({ id: ScheduleKey });
const schedules = { tag: 'Schedules' } as const;
const scheduler = { tag: 'Scheduler' } as const;

export const TriggerRequest = z
  .strictObject({
    data: z.unknown().optional(),
    taskConfig: JsonObject.optional().meta({ description: 'Replaces the task config for this run' }),
    priority: Priority.optional(),
    reason: z.string().max(500).optional(),
  })
  .meta({ id: 'TriggerRequest', examples: [{ data: { release: '1.4' }, reason: 'after the fix' }] });

export const scheduleRoutes = {
  listSchedules: route({
    ...schedules,
    method: 'GET',
    path: '/scheduler/schedules',
    summary: 'List schedules',
    scope: 'schedules:read',
    since: 1,
    query: z.strictObject({
      ...PageQuery,
      enabled: QueryFlag,
      type: ScheduleType.optional(),
      tag: Tag.optional(),
      text: z.string().max(200).optional().meta({ description: 'Part of the name or description' }),
      sort: z.enum(['id', 'name', 'nextRunAt', 'lastRunAt']).default('id'),
      order: z.enum(['asc', 'desc']).default('asc'),
      recent: z.coerce
        .number()
        .int()
        .min(1)
        .max(30)
        .optional()
        .meta({ description: 'Adds the last n runs of each' }),
    }),
    response: page(Schedule),
  }),
  createSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules',
    summary: 'Create a schedule',
    scope: 'schedules:write',
    since: 1,
    body: ScheduleInput,
    response: Schedule,
    status: 201,
    creates: true,
    tagged: true,
  }),
  getSchedule: route({
    ...schedules,
    method: 'GET',
    path: '/scheduler/schedules/:id',
    summary: 'Get a schedule',
    scope: 'schedules:read',
    since: 1,
    params: one,
    response: Schedule,
    tagged: true,
  }),
  replaceSchedule: route({
    ...schedules,
    method: 'PUT',
    path: '/scheduler/schedules/:id',
    summary: 'Replace all editable fields of a schedule',
    scope: 'schedules:write',
    since: 1,
    params: one,
    body: ScheduleInput,
    response: Schedule,
    tagged: true,
  }),
  updateSchedule: route({
    ...schedules,
    method: 'PATCH',
    path: '/scheduler/schedules/:id',
    summary: 'Change some fields of a schedule',
    scope: 'schedules:write',
    since: 1,
    params: one,
    body: SchedulePatch,
    response: Schedule,
    tagged: true,
  }),
  deleteSchedule: route({
    ...schedules,
    method: 'DELETE',
    path: '/scheduler/schedules/:id',
    summary: 'Delete a schedule; its executions stay',
    scope: 'schedules:write',
    since: 1,
    params: one,
    response: z.undefined(),
    status: 204,
  }),
  triggerSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules/:id/trigger',
    summary: 'Run a schedule now, whatever its timing',
    scope: 'schedules:trigger',
    since: 1,
    params: one,
    body: TriggerRequest.optional(),
    response: z.object({ id: z.int(), executionId: z.uuid() }),
    status: 202,
    creates: true,
  }),
  enableSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules/:id/enable',
    summary: 'Let a schedule fire again, from now on',
    scope: 'schedules:write',
    since: 2,
    params: one,
    response: Schedule,
  }),
  disableSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules/:id/disable',
    summary: 'Keep a schedule from firing',
    scope: 'schedules:write',
    since: 2,
    params: one,
    response: Schedule,
  }),
  duplicateSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules/:id/duplicate',
    summary: 'Copy a schedule under a free name, disabled',
    scope: 'schedules:write',
    since: 2,
    params: one,
    response: Schedule,
    status: 201,
    creates: true,
  }),
  backfillSchedule: route({
    ...schedules,
    method: 'POST',
    path: '/scheduler/schedules/:id/backfill',
    summary: 'Run the slots of a past range that have not run',
    scope: 'schedules:trigger',
    since: 2,
    params: one,
    body: BackfillRequest,
    response: BackfillResult,
    status: 202,
    creates: true,
  }),
  listSlots: route({
    ...schedules,
    method: 'GET',
    path: '/scheduler/schedules/:id/slots',
    summary: 'What became of each slot: run, or skipped and why',
    scope: 'schedules:read',
    since: 2,
    params: one,
    query: z.strictObject({
      ...PageQuery,
      from: Timestamp.optional(),
      until: Timestamp.optional(),
      cursor: z.string().max(100).optional(),
    }),
    response: page(Slot),
  }),
  previewSchedule: route({
    ...scheduler,
    method: 'POST',
    path: '/scheduler/preview',
    summary: 'The next runs of a timing, saved or not',
    scope: 'schedules:read',
    since: 2,
    body: PreviewRequest,
    response: Preview,
  }),
  applySchedules: route({
    ...scheduler,
    method: 'POST',
    path: '/scheduler/apply',
    summary: 'Make schedules be as given, by name',
    scope: 'schedules:write',
    since: 2,
    body: ApplyRequest,
    response: ApplyResult,
    bulk: true,
  }),
  getCalendar: route({
    ...scheduler,
    method: 'GET',
    path: '/scheduler/calendar',
    summary: 'When all schedules are due over a range, how densely, and which collide',
    scope: 'schedules:read',
    since: 2,
    query: z.strictObject({
      from: Timestamp.optional().meta({ description: 'Default: now' }),
      until: Timestamp.optional().meta({ description: 'Default: a day later; at most 366 days' }),
      scheduleIds: queryList(z.string().regex(/^[1-9]\d{0,8}$/, { error: 'must be ids of schedules' })),
      limit: z.coerce.number().int().min(0).max(10_000).default(1000),
      mostPerDay: z.coerce
        .number()
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .meta({ description: 'Schedules due more often are told in frequent only' }),
      bucketMinutes: z.coerce
        .number()
        .int()
        .min(1)
        .max(10_080)
        .optional()
        .meta({ description: 'Width of a bucket of density; default: what makes at most 400 of them' }),
    }),
    response: Calendar,
  }),
  getSchedulerQueue: route({
    ...scheduler,
    method: 'GET',
    path: '/scheduler/queue',
    summary: 'What waits to run, in the order it will be served',
    scope: 'executions:read',
    since: 2,
    query: z.strictObject({
      queue: QueueName.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    response: QueueView,
  }),
  startScheduler: route({
    ...scheduler,
    method: 'POST',
    path: '/scheduler/start',
    summary: 'Let time and events fire schedules again',
    scope: 'scheduler:write',
    since: 1,
    response: SchedulerStatus,
  }),
  stopScheduler: route({
    ...scheduler,
    method: 'POST',
    path: '/scheduler/stop',
    summary: 'Halt firing by time and events on all nodes',
    scope: 'scheduler:write',
    since: 1,
    response: SchedulerStatus,
  }),
  getSchedulerStatus: route({
    ...scheduler,
    method: 'GET',
    path: '/scheduler/status',
    summary: 'Whether the scheduler runs, and what is next',
    scope: 'schedules:read',
    since: 1,
    response: SchedulerStatus,
  }),
  emitEvent: route({
    ...scheduler,
    method: 'POST',
    path: '/scheduler/trigger',
    summary: 'Emit an event; schedules that wait for it run',
    scope: 'events:write',
    since: 2,
    body: EmitRequest,
    response: EmitResult,
    status: 202,
    creates: true,
  }),
} as const;
