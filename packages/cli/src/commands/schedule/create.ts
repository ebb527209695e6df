import type { ScheduleDraft } from '@tutti/contract';
import { requireTask, TASK_OPTIONS } from '../../execution/task-options.ts';
import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';
import { POLICY_OPTIONS, policyFrom } from '../../schedule/policy-options.ts';
import { scheduleLine } from '../../schedule/schedule-text.ts';
import { requireTiming, TIMING_OPTIONS } from '../../schedule/timing-options.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Its name; no other schedule may have it' } },
  options: {
    ...TIMING_OPTIONS,
    ...TASK_OPTIONS,
    ...POLICY_OPTIONS,
    disabled: flag('Do not let it fire yet'),
  },
  examples: [
    'tutti schedule create nightly-backup --cron "0 2 * * *" --timezone Europe/Berlin --shell "echo backup"',
    'tutti schedule create ping --every 5m --http http://127.0.0.1:3000/health --timeout 10s',
    'tutti schedule create greet --on order.paid --shell "echo thanks" --tag shop',
  ],
  run: async ({ context, args, options }) => {
    const here = { zone: options.timezone ?? context.view.zone, now: context.io.now() };
    const draft: ScheduleDraft = {
      name: args.name,
      ...requireTask(options),
      ...requireTiming(options, here),
      ...policyFrom(options, here),
      ...(options.disabled && { enabled: false }),
    };
    const client = await context.client();
    const schedule = await client.createSchedule({ body: draft });
    return {
      data: schedule,
      text: (view) => scheduleLine(view, 'created', schedule),
      brief: String(schedule.id),
    };
  },
});
