import { z } from 'zod';
import {
  ExecutionMetrics,
  MetricsInterval,
  QueueMetrics,
  RetryMetrics,
  ScheduleMetrics,
} from '../metrics.ts';
import { QueueName, TaskType } from '../primitives.ts';
import { route } from '../route.ts';

const metrics = { tag: 'Metrics', method: 'GET', scope: 'metrics:read', since: 2 } as const;
const interval = { interval: MetricsInterval.default('24h') };
const narrowed = z.strictObject({
  ...interval,
  queue: QueueName.optional(),
  type: TaskType.optional(),
});

export const metricsRoutes = {
  getExecutionMetrics: route({
    ...metrics,
    path: '/metrics/executions',
    summary: 'What ended over time, how long it took and how long it waited',
    query: narrowed,
    response: ExecutionMetrics,
  }),
  getRetryMetrics: route({
    ...metrics,
    path: '/metrics/retry-stats',
    summary: 'How many attempts it took, and how often a retry helped',
    query: narrowed,
    response: RetryMetrics,
  }),
  getQueueMetrics: route({
    ...metrics,
    path: '/metrics/queues',
    summary: 'Depth of the queues over time',
    query: z.strictObject(interval),
    response: QueueMetrics,
  }),
  getScheduleMetrics: route({
    ...metrics,
    path: '/metrics/schedules',
    summary: 'What schedules ran, failed and skipped over time',
    query: z.strictObject(interval),
    response: ScheduleMetrics,
  }),
  getPrometheusMetrics: route({
    ...metrics,
    path: '/metrics',
    summary: 'Metrics in the text format of Prometheus',
    response: z.string(),
    bare: true,
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  }),
} as const;
