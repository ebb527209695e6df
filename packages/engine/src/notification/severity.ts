import type { Event } from '@tutti/contract';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const BY_TYPE: Readonly<Record<string, Severity>> = {
  'execution.failed': 'high',
  'execution.timed_out': 'high',
  'schedule.missed': 'high',
  'schedule.slow': 'medium',
  'schedule.skipped': 'medium',
  'error.recorded': 'high',
  'error.escalated': 'critical',
  'error.critical': 'critical',
  'deadletter.added': 'high',
  'breaker.opened': 'high',
  'breaker.tripped': 'high',
  'queue.saturated': 'high',
  'queue.paused': 'medium',
  'node.lost': 'high',
  'webhook.disabled': 'high',
  'webhook.failed': 'medium',
  'scheduler.stopped': 'medium',
};

/** What the event says of itself, or else what events of its type usually are. */
export function severityOf({ type, data }: Pick<Event, 'type' | 'data'>): Severity {
  const own = SEVERITIES.find((severity) => severity === data['severity']);
  return own ?? BY_TYPE[type] ?? 'low';
}
