import type {
  CatchUpPolicy,
  OverlapPolicy,
  RetryPolicy,
  Schedule,
  ScheduleDraft,
  ScheduleType,
} from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../../ui/format-duration.ts';
import { fromLocalInput, toLocalInput } from '../../../ui/local-input.ts';

/** Fields that the form does not show and leaves as they are. */
const UNSEEN = [
  'startsAt',
  'endsAt',
  'maxRuns',
  'blackouts',
  'expectedWithinMs',
  'maxDurationMs',
  'onFailure',
  'onSuccess',
  'breaker',
  'concurrencyKey',
  'concurrencyLimit',
  'requires',
  'estimatedCost',
  'errorSeverity',
] as const satisfies readonly (keyof ScheduleDraft)[];

export interface DurationField {
  /** As typed; empty means not set. */
  value: string;
  unit: DurationUnit;
}
export type RetryChoice = 'default' | 'standard' | 'aggressive' | 'conservative' | 'none' | 'own';

/** The form as it stands: texts as typed, so that nothing is lost while it is not yet right. */
export interface ScheduleForm {
  name: string;
  description: string;
  enabled: boolean;
  scheduleType: ScheduleType;
  cron: string;
  zone: string;
  dst: 'once' | 'wall';
  interval: DurationField;
  anchor: string | undefined;
  executeAt: string;
  executeZone: string;
  event: string;
  filter: string;
  debounce: DurationField;
  taskType: string;
  taskConfig: Record<string, unknown>;
  /** Set while the config is edited as JSON; it then wins. */
  configText: string | undefined;
  overlapPolicy: OverlapPolicy;
  catchUpPolicy: CatchUpPolicy;
  catchUpLimit: string;
  jitter: DurationField;
  queue: string;
  priority: string;
  timeout: DurationField;
  retry: RetryChoice;
  ownRetry: {
    maxRetries: string;
    initialDelay: DurationField;
    maxDelay: DurationField;
    multiplier: number;
    jitter: number;
  };
  tags: string;
  /** Fields that the form has no place for; a replacing PUT must not lose them. */
  kept: Pick<ScheduleDraft, (typeof UNSEEN)[number]>;
}

const unset = (unit: DurationUnit): DurationField => ({ value: '', unit });

export const emptyForm = (ownZone: string): ScheduleForm => ({
  name: '',
  description: '',
  enabled: true,
  scheduleType: 'cron',
  cron: '0 9 * * *',
  zone: ownZone,
  dst: 'once',
  interval: { value: '5', unit: 'm' },
  anchor: undefined,
  executeAt: '',
  executeZone: ownZone,
  event: '',
  filter: '',
  debounce: unset('s'),
  taskType: 'shell_command',
  taskConfig: {},
  configText: undefined,
  overlapPolicy: 'skip',
  catchUpPolicy: 'latest',
  catchUpLimit: '10',
  jitter: unset('s'),
  queue: 'default',
  priority: '5',
  timeout: unset('s'),
  retry: 'default',
  ownRetry: {
    maxRetries: '5',
    initialDelay: { value: '1', unit: 's' },
    maxDelay: { value: '60', unit: 's' },
    multiplier: 2,
    jitter: 0.1,
  },
  tags: '',
  kept: {},
});

/** Filled in beforehand: the first schedule of somebody who tries it out. */
export const presetForm = (ownZone: string, preset: SchedulePreset | undefined): ScheduleForm =>
  preset === undefined
    ? emptyForm(ownZone)
    : { ...emptyForm(ownZone), name: 'my-first', cron: '* * * * *', taskConfig: { command: 'date' } };

export type SchedulePreset = 'every-minute';

/** The form of a schedule that exists. */
export function formOf(schedule: Schedule, ownZone: string, zone: string | undefined): ScheduleForm {
  return {
    ...emptyForm(ownZone),
    ...timingForm(schedule, ownZone, zone),
    name: schedule.name,
    description: schedule.description ?? '',
    enabled: schedule.enabled,
    scheduleType: schedule.scheduleType,
    taskType: schedule.taskType,
    taskConfig: schedule.taskConfig,
    overlapPolicy: schedule.overlapPolicy,
    catchUpPolicy: schedule.catchUpPolicy,
    catchUpLimit: String(schedule.catchUpLimit),
    jitter: schedule.jitterMs === 0 ? unset('s') : durationField(schedule.jitterMs),
    queue: schedule.queue,
    priority: String(schedule.priority),
    timeout: schedule.timeoutMs === null ? unset('s') : durationField(schedule.timeoutMs),
    ...retryForm(schedule.retryPolicy),
    tags: schedule.tags.join(', '),
    kept: Object.fromEntries(UNSEEN.map((field) => [field, schedule[field]])),
  };
}

function durationField(ms: number): DurationField {
  const { value, unit } = splitDuration(ms);
  return { value: String(value), unit };
}

function timingForm(
  { scheduleType, scheduleConfig: config }: Schedule,
  ownZone: string,
  zone: string | undefined,
): Partial<ScheduleForm> {
  switch (scheduleType) {
    case 'cron':
      return {
        cron: String(config['cron']),
        zone: zone ?? 'UTC',
        dst: config['dst'] === 'wall' ? 'wall' : 'once',
      };
    case 'interval':
      return {
        interval: durationField(Number(config['intervalMs'])),
        anchor: typeof config['anchor'] === 'string' ? config['anchor'] : undefined,
      };
    case 'one_time':
      return { executeAt: toLocalInput(String(config['executeAt']), ownZone), executeZone: ownZone };
    case 'event':
      return {
        event: String(config['event']),
        filter: config['filter'] === undefined ? '' : JSON.stringify(config['filter'], null, 2),
        debounce: typeof config['debounceMs'] === 'number' ? durationField(config['debounceMs']) : unset('s'),
      };
  }
}

function retryForm(policy: RetryPolicy | null): Partial<ScheduleForm> {
  if (policy === null) return { retry: 'default' };
  if (typeof policy === 'string') return { retry: policy };
  return {
    retry: 'own',
    ownRetry: {
      maxRetries: String(policy.maxRetries),
      initialDelay: durationField(policy.initialDelayMs),
      maxDelay: durationField(policy.maxDelayMs),
      multiplier: policy.multiplier,
      jitter: policy.jitter,
    },
  };
}

export const durationOf = ({ value, unit }: DurationField): number | undefined =>
  value.trim() === '' ? undefined : joinDuration(Number(value), unit);

export const executeAtOf = (form: ScheduleForm): string | undefined =>
  fromLocalInput(form.executeAt, form.executeZone);
