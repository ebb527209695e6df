import type { CatchUpPolicy, OverlapPolicy, ScheduleInput, ScheduleType } from '@tutti/contract';
import { fromLocalInput, toLocalInput } from '../../../ui/local-input.ts';
import { durationField, durationFieldOf, unset, type DurationField } from './duration-field.ts';
import { emptyLimits, limitsOf, type LimitsForm } from './limits-form.ts';
import { emptyRetry, retryFormOf, type RetryForm } from './retry-form.ts';

/** What a schedule is told by: the fields that may be edited. */
export type Described = Omit<ScheduleInput, 'overlapPolicy'> & { overlapPolicy: OverlapPolicy };

/** The form as it stands: texts as typed, so that nothing is lost while it is not yet right. */
export interface ScheduleForm extends LimitsForm, RetryForm {
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
  tags: string;
}

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
  ...emptyRetry,
  tags: '',
  ...emptyLimits(ownZone),
});

/** Filled in beforehand: the first schedule of somebody who tries it out. */
export const presetForm = (ownZone: string, preset: SchedulePreset | undefined): ScheduleForm =>
  preset === undefined
    ? emptyForm(ownZone)
    : { ...emptyForm(ownZone), name: 'my-first', cron: '* * * * *', taskConfig: { command: 'date' } };

export type SchedulePreset = 'every-minute';

/** The form of a schedule that exists. */
export function formOf(schedule: Described, ownZone: string, zone: string | undefined): ScheduleForm {
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
    jitter: durationFieldOf(schedule.jitterMs || null, 's'),
    queue: schedule.queue,
    priority: String(schedule.priority),
    timeout: durationFieldOf(schedule.timeoutMs, 's'),
    ...retryFormOf(schedule.retryPolicy),
    tags: schedule.tags.join(', '),
    ...limitsOf(schedule, ownZone),
  };
}

function timingForm(
  { scheduleType, scheduleConfig: config }: Described,
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

/** A kind of timing was chosen and nothing typed yet: nothing is wrong so far. */
export const isUntimed = ({ scheduleType, executeAt, event }: ScheduleForm): boolean =>
  (scheduleType === 'one_time' && executeAt === '') || (scheduleType === 'event' && event === '');

export const executeAtOf = (form: ScheduleForm): string | undefined =>
  fromLocalInput(form.executeAt, form.executeZone);
