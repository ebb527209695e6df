import type { Schedule, SchedulePatch } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { taskFrom, TASK_OPTIONS, type TaskValues } from '../../execution/task-options.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, text, type Option } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { POLICY_OPTIONS, policyFrom } from '../../schedule/policy-options.ts';
import { scheduleLine } from '../../schedule/schedule-text.ts';
import { timingFrom, TIMING_OPTIONS, type Here, type TimingValues } from '../../schedule/timing-options.ts';

/** What --clear may set back, and to what. */
const CLEARED: Readonly<Record<string, SchedulePatch>> = {
  description: { description: null },
  tags: { tags: [] },
  timeout: { timeoutMs: null },
  retry: { retryPolicy: null },
  breaker: { breaker: null },
  requires: { requires: null },
  cost: { estimatedCost: null },
  severity: { errorSeverity: null },
  'expected-within': { expectedWithinMs: null },
  'max-duration': { maxDurationMs: null },
  'on-failure': { onFailure: [] },
  'on-success': { onSuccess: [] },
  'starts-at': { startsAt: null },
  'ends-at': { endsAt: null },
  'max-runs': { maxRuns: null },
  blackouts: { blackouts: [] },
};
const clear: Option<string[]> = {
  placeholder: 'field',
  description: 'Set a field back to nothing; may be given several times',
  choices: Object.keys(CLEARED),
  many: true,
};

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  options: {
    name: text('name', 'A new name'),
    ...TIMING_OPTIONS,
    ...TASK_OPTIONS,
    ...POLICY_OPTIONS,
    clear,
    enabled: flag('Let it fire'),
    disabled: flag('Keep it from firing'),
  },
  examples: [
    'tutti schedule edit nightly-backup --cron "30 3 * * *" --priority 8',
    'tutti schedule edit nightly-backup --clear timeout --description "All of it"',
  ],
  notes:
    'Fields that are not named stay as they are. If someone else has changed the schedule meanwhile, nothing is changed.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const current = await findSchedule(client, args.schedule);
    const here = { zone: options.timezone ?? context.view.zone, now: context.io.now() };
    if (options.enabled && options.disabled) throw usageError('give --enabled or --disabled, not both');
    const patch: SchedulePatch = {
      ...(options.name !== undefined && { name: options.name }),
      ...timingPatch(options, current, here),
      ...taskPatch(options, current),
      ...(policyFrom(options, here) as SchedulePatch),
      ...clearing(options.clear),
      ...((options.enabled || options.disabled) && { enabled: options.enabled === true }),
    };
    if (Object.keys(patch).length === 0)
      throw usageError('nothing to change is named', 'tutti schedule edit --help lists what can be changed');
    const schedule = await client.updateSchedule(
      { params: { id: current.id }, body: patch },
      { ifMatch: current.updatedAt },
    );
    return {
      data: schedule,
      text: (view) => scheduleLine(view, 'changed', schedule),
      brief: String(schedule.id),
    };
  },
});

const clearing = (fields: readonly string[] = []): SchedulePatch =>
  Object.assign({}, ...fields.map((field) => CLEARED[field])) as SchedulePatch;

/** A zone, filter or quiet time alone changes just that of the timing it has. */
function timingPatch(options: TimingValues, current: Schedule, here: Here): SchedulePatch {
  const timing = timingFrom(options, here);
  if (timing?.scheduleType === current.scheduleType) {
    // The zone stays when only the expression changes.
    return { scheduleConfig: { ...current.scheduleConfig, ...timing.scheduleConfig } };
  }
  if (timing) return timing;
  const { timezone, dst, filter, debounce } = options;
  const parts = { cron: { timezone, dst }, event: { filter, debounceMs: debounce } };
  const changes = Object.entries({ ...parts.cron, ...parts.event }).filter(
    ([, value]) => value !== undefined,
  );
  if (changes.length === 0) return {};
  const own: object = parts[current.scheduleType as keyof typeof parts] ?? {};
  const stranger = changes.find(([name]) => !(name in own));
  if (stranger)
    throw usageError(`this schedule is of type ${current.scheduleType}, which has no ${stranger[0]}`);
  return { scheduleConfig: { ...current.scheduleConfig, ...Object.fromEntries(changes) } };
}

/** The config alone adds to the one it has. */
function taskPatch(options: TaskValues, current: Schedule): SchedulePatch {
  const task = taskFrom(options);
  if (task) return task;
  return options.config ? { taskConfig: { ...current.taskConfig, ...options.config } } : {};
}
