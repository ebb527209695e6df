import type { Engine } from '@tutti/engine';
import type { PrometheusMetrics } from '../monitoring/prometheus.ts';
import type { Handlers, Tagged } from './handler.ts';

export function metricsHandlers(
  { metrics }: Engine,
  prometheus: PrometheusMetrics,
): Handlers<Tagged<'Metrics'>> {
  return {
    getExecutionMetrics: ({ query }) => metrics.executions(query),
    getRetryMetrics: ({ query }) => metrics.retryStats(query),
    getQueueMetrics: ({ query }) => metrics.queues(query),
    getScheduleMetrics: ({ query }) => metrics.schedules(query),
    getPrometheusMetrics: () => prometheus.read(),
  };
}
