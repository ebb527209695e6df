import type { ScheduleDraft, ScheduleType } from '@tutti/contract';
import type { Described } from './schedule-form.ts';

type Defaulted = Omit<Described, 'name' | 'taskType' | 'taskConfig' | 'scheduleType' | 'scheduleConfig'>;

/** What a field is that nobody gave, as the contract has it; its schemas are not here to tell. */
export const defaultsOf = (scheduleType: ScheduleType): Defaulted => ({
  description: null,
  enabled: true,
  queue: 'default',
  priority: 5,
  tags: [],
  retryPolicy: null,
  timeoutMs: null,
  overlapPolicy: scheduleType === 'event' ? 'allow' : 'skip',
  catchUpPolicy: 'latest',
  catchUpLimit: 10,
  jitterMs: 0,
  startsAt: null,
  endsAt: null,
  maxRuns: null,
  blackouts: [],
  expectedWithinMs: null,
  maxDurationMs: null,
  onFailure: [],
  onSuccess: [],
  breaker: null,
  concurrencyKey: null,
  concurrencyLimit: null,
  requires: null,
  estimatedCost: null,
  errorSeverity: null,
});

/** With what the server would add. */
export function completed(draft: ScheduleDraft): Described {
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
  return { ...defaultsOf(draft.scheduleType), ...given } as Described;
}
