import { z } from 'zod';
import { QueueName, RowId, TaskType, Timestamp } from './primitives.ts';

export const MetricsInterval = z.enum(['1h', '24h', '7d']).meta({ id: 'MetricsInterval' });
export type MetricsInterval = z.infer<typeof MetricsInterval>;

/** Milliseconds that half, 95 and 99 of 100 did not exceed, to a few percent; null without any. */
export const Quantiles = z
  .object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })
  .meta({ id: 'Quantiles' });
export type Quantiles = z.infer<typeof Quantiles>;

/** Points follow each other by `stepMs`; the last one is still growing. */
const series = {
  interval: MetricsInterval,
  from: Timestamp,
  until: Timestamp,
  stepMs: z.int(),
};
const at = { at: Timestamp.meta({ description: 'Start of the period' }) };
const outcomes = {
  completed: z.int(),
  failed: z.int().meta({ description: 'Timeouts included' }),
  cancelled: z.int(),
  skipped: z.int(),
};

export const ExecutionMetrics = z
  .object({
    ...series,
    points: z.array(z.object({ ...at, ...outcomes, durationMs: Quantiles, waitMs: Quantiles })),
    totals: z.object({
      ...outcomes,
      durationMs: Quantiles,
      waitMs: Quantiles,
      perSecond: z.number(),
      failureRate: z.number().nullable().meta({ description: 'Of those that completed or failed, 0 to 1' }),
    }),
  })
  .meta({ id: 'ExecutionMetrics' });
export type ExecutionMetrics = z.infer<typeof ExecutionMetrics>;

const ofRetries = {
  firstTry: z.int().meta({ description: 'Completed at the first attempt' }),
  afterRetry: z.int().meta({ description: 'Completed after failed attempts' }),
  failed: z.int().meta({ description: 'Failed for good' }),
  failedAfterRetry: z.int().meta({ description: 'Of those, the ones that were tried again' }),
};

export const RetryMetrics = z
  .object({
    ...series,
    points: z.array(z.object({ ...at, ...ofRetries })),
    attempts: z.array(z.object({ attempts: z.int(), completed: z.int(), failed: z.int() })),
    successAfterRetryRate: z
      .number()
      .nullable()
      .meta({ description: 'Of those whose first attempt failed, how many completed in the end, 0 to 1' }),
    taskTypes: z.array(z.object({ taskType: TaskType, ...ofRetries })),
    queues: z.array(z.object({ queue: QueueName, ...ofRetries })),
    wasted: z
      .array(
        z.object({
          scheduleId: RowId.nullable(),
          name: z.string().nullable().meta({ description: 'Of the schedule; null: none, or it is gone' }),
          taskType: TaskType,
          policy: z.string().meta({ description: 'Name of the retry policy; own: one of its own' }),
          executions: z.int(),
          retries: z.int(),
          wastedMs: z.number().meta({ description: 'How long those retries ran' }),
          newestId: RowId.meta({ description: 'The newest of those executions' }),
        }),
      )
      .meta({
        description:
          'Retries that did not help: of executions that failed for good, the 20 costliest groups among the newest 10,000',
      }),
  })
  .meta({ id: 'RetryMetrics' });
export type RetryMetrics = z.infer<typeof RetryMetrics>;

export const QueueMetrics = z
  .object({
    ...series,
    queues: z.array(
      z.object({
        queue: QueueName,
        completed: z.int(),
        failed: z.int(),
        waitMs: Quantiles,
        points: z.array(
          z.object({
            ...at,
            ready: z.int().nullable().meta({ description: 'Null: nobody looked in the period' }),
            running: z.int().nullable(),
            delayed: z.int().nullable(),
            oldestMs: z.number().nullable(),
            came: z.int().nullable().meta({ description: 'Executions made in the period' }),
            went: z.int().nullable().meta({ description: 'Executions that ended in the period' }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'QueueMetrics' });
export type QueueMetrics = z.infer<typeof QueueMetrics>;

const ofSchedules = { executions: z.int(), failures: z.int(), skipped: z.int() };
export const ScheduleMetrics = z
  .object({
    ...series,
    points: z.array(z.object({ ...at, ...ofSchedules })),
    schedules: z
      .array(
        z.object({
          scheduleId: RowId,
          name: z.string().nullable().meta({ description: 'Null when the schedule is gone' }),
          ...ofSchedules,
          averageMs: z.number().nullable(),
        }),
      )
      .meta({ description: 'The 100 with most failures, then with most executions' }),
  })
  .meta({ id: 'ScheduleMetrics' });
export type ScheduleMetrics = z.infer<typeof ScheduleMetrics>;
