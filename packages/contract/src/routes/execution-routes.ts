import { z } from 'zod';
import {
  Attempt,
  Execution,
  ExecutionCounts,
  ExecutionFacets,
  ExecutionInput,
  ExecutionPhase,
  ExecutionStatus,
  ExecutionSummary,
  LogPage,
  TaskTypeInfo,
} from '../execution.ts';
import {
  ExecutionEvents,
  ExecutionPatch,
  ExecutionReport,
  Intervention,
  Reason,
  RetryRequest,
  SkipRequest,
} from '../intervention.ts';
import { NodeName } from '../node.ts';
import {
  ExecutionKey,
  MOST_INT,
  PageQuery,
  QueueName,
  ShortIdQuery,
  Tag,
  TaskType,
  Timestamp,
  page,
  queryList,
} from '../primitives.ts';
import { route } from '../route.ts';
import { Timeline } from '../timeline.ts';

const one = z.object({ id: ExecutionKey });
const executions = { tag: 'Executions' } as const;

const status = queryList(ExecutionStatus).meta({
  description: 'One or more statuses, separated by commas',
});
/** What narrows a list, a count, or the facets of both. */
const filter = {
  scheduleId: ShortIdQuery.optional(),
  phase: queryList(ExecutionPhase),
  deferredBy: z.string().max(255).optional().meta({ description: 'Waits for this circuit breaker' }),
  queue: QueueName.optional(),
  type: TaskType.optional(),
  tag: Tag.optional(),
  node: NodeName.optional().meta({ description: 'Runs there, or ran there last' }),
  batchId: z.uuid().optional(),
  from: Timestamp.optional().meta({ description: 'Enqueued at or after' }),
  until: Timestamp.optional().meta({ description: 'Enqueued before' }),
  text: z.string().max(200).optional().meta({
    description:
      "Part of the schedule's name, the command, the address or the error, whatever its case; #4812 or a UUID: that execution",
  }),
} as const;
const searchMs = z.coerce
  .number()
  .int()
  .min(1)
  .max(10_000)
  .optional()
  .meta({
    description:
      'With text: search no longer than about so long. A page may then be short, even empty, while nextCursor tells that ' +
      'there is more to search; total and counts are then what was found. Default: search to the end',
  });

const act = {
  ...executions,
  method: 'POST',
  scope: 'executions:write',
  since: 2,
  params: one,
  response: Execution,
} as const;

const interventions = {
  pauseExecution: route({
    ...act,
    path: '/execution/executions/:id/pause',
    summary: 'Pause a pending or running execution; its time limit stands still',
    body: Reason.optional(),
  }),
  resumeExecution: route({
    ...act,
    path: '/execution/executions/:id/resume',
    summary: 'Let a paused execution go on',
    body: Reason.optional(),
  }),
  skipExecution: route({
    ...act,
    path: '/execution/executions/:id/skip',
    summary: 'End a pending or paused execution without running it',
    body: SkipRequest,
  }),
  retryExecution: route({
    ...act,
    path: '/execution/executions/:id/retry',
    summary: 'Another attempt now, with changes if need be',
    body: RetryRequest.optional(),
  }),
  updateExecution: route({
    ...act,
    method: 'PATCH',
    path: '/execution/executions/:id',
    summary: 'Change the priority of an unfinished execution',
    body: ExecutionPatch,
  }),
  listInterventions: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id/interventions',
    summary: 'What operators did to it, oldest first',
    scope: 'executions:read',
    since: 2,
    params: one,
    response: z.object({ items: z.array(Intervention) }),
  }),
  listExecutionEvents: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id/events',
    summary: 'What happened to it, oldest first, and the event that caused it',
    scope: 'executions:read',
    since: 2,
    params: one,
    response: ExecutionEvents,
  }),
  getExecutionReport: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id/report',
    summary: 'All there is to know of it, also as Markdown',
    scope: 'executions:read',
    since: 2,
    params: one,
    response: ExecutionReport,
  }),
} as const;

export const executionRoutes = {
  listExecutions: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions',
    summary: 'List executions, newest first',
    scope: 'executions:read',
    since: 1,
    query: z.strictObject({
      ...PageQuery,
      cursor: z.string().max(100).optional().meta({ description: 'nextCursor of the page before' }),
      status,
      ...filter,
      searchMs,
      order: z.enum(['asc', 'desc']).default('desc'),
    }),
    response: page(ExecutionSummary),
  }),
  createExecution: route({
    ...executions,
    method: 'POST',
    path: '/execution/executions',
    summary: 'Enqueue an execution; returns at once',
    scope: 'executions:write',
    since: 2,
    body: ExecutionInput,
    response: Execution,
    status: 201,
    creates: true,
  }),
  countExecutions: route({
    ...executions,
    method: 'GET',
    path: '/execution/counts',
    summary: 'Executions by status, among those that fit',
    scope: 'executions:read',
    since: 2,
    query: z.strictObject({ ...filter, searchMs }),
    response: ExecutionCounts,
  }),
  countExecutionFacets: route({
    ...executions,
    method: 'GET',
    path: '/execution/facets',
    summary: 'Queues, schedules, types, nodes, tags and phases of the executions that fit, with counts',
    scope: 'executions:read',
    since: 2,
    query: z.strictObject({ status, ...filter, searchMs }),
    response: ExecutionFacets,
  }),
  getTimeline: route({
    ...executions,
    method: 'GET',
    path: '/execution/timeline',
    summary: 'What waited or ran in a range of time, as bars',
    scope: 'executions:read',
    since: 2,
    query: z.strictObject({
      from: Timestamp.optional().meta({ description: 'Default: four hours before until' }),
      until: Timestamp.optional().meta({ description: 'Default: now; at most 92 days after from' }),
      queue: QueueName.optional(),
      scheduleId: ShortIdQuery.optional(),
      limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
    }),
    response: Timeline,
  }),
  listTaskTypes: route({
    ...executions,
    method: 'GET',
    path: '/execution/task-types',
    summary: 'Task types this node can run, with the schema of their config',
    scope: 'executions:read',
    since: 2,
    response: z.object({ items: z.array(TaskTypeInfo) }),
  }),
  getExecution: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id',
    summary: 'Get an execution by id or UUID',
    scope: 'executions:read',
    since: 1,
    params: one,
    response: Execution,
  }),
  listAttempts: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id/attempts',
    summary: 'Every attempt, the current and the successful one too',
    scope: 'executions:read',
    since: 2,
    params: one,
    response: z.object({ items: z.array(Attempt) }),
  }),
  getExecutionLogs: route({
    ...executions,
    method: 'GET',
    path: '/execution/executions/:id/logs',
    summary: 'The log, from a sequence number on or from its end back',
    scope: 'executions:read',
    since: 2,
    params: one,
    query: z.strictObject({
      fromSeq: z.coerce.number().int().min(0).max(MOST_INT).default(0),
      before: z.coerce.number().int().min(1).max(MOST_INT).optional().meta({
        description: 'The last pieces before this sequence number; with prevSeq a log is read backwards',
      }),
      tail: z.coerce.number().int().min(1).max(1_000_000).optional().meta({
        description:
          'The last pieces, as many as hold this many lines (and no more than limit); the first may begin within a line',
      }),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    response: LogPage,
  }),
  cancelExecution: route({
    ...executions,
    method: 'POST',
    path: '/execution/executions/:id/cancel',
    summary: 'Cancel a pending or running execution',
    scope: 'executions:write',
    since: 1,
    params: one,
    body: Reason.optional(),
    response: Execution,
  }),
  ...interventions,
} as const;
