import { z } from 'zod';
import { RowId } from './primitives.ts';
import { ScheduleInput } from './schedule.ts';

/** Makes the named schedules be as given; `prune` deletes those made by an earlier apply that are no longer named. */
export const ApplyRequest = z
  .strictObject({
    schedules: z.array(ScheduleInput).max(10_000),
    dryRun: z.boolean().default(false),
    prune: z.boolean().default(false),
  })
  .meta({
    id: 'ApplyRequest',
    examples: [
      {
        dryRun: true,
        schedules: [
          {
            name: 'nightly',
            taskType: 'shell_command',
            taskConfig: { command: 'echo night' },
            scheduleType: 'cron',
            scheduleConfig: { cron: '0 3 * * *' },
          },
        ],
      },
    ],
  });
export const ApplyItem = z
  .object({
    name: z.string(),
    action: z.enum(['create', 'update', 'unchanged', 'delete']),
    id: RowId.nullable(),
    changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  })
  .meta({ id: 'ApplyItem' });
export const ApplyResult = z
  .object({ dryRun: z.boolean(), items: z.array(ApplyItem) })
  .meta({ id: 'ApplyResult' });
export type ApplyResult = z.infer<typeof ApplyResult>;
