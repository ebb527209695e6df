import { z } from 'zod';
import { QueueName, RowId, Timestamp } from './primitives.ts';

export const CalendarItem = z
  .object({ at: Timestamp, scheduleId: RowId, name: z.string(), priority: z.int(), queue: QueueName })
  .meta({ id: 'CalendarItem' });
/** When which schedules are due, over all of them. */
export const Calendar = z
  .object({
    from: Timestamp,
    until: Timestamp,
    items: z.array(CalendarItem).meta({ description: 'In order of time, at most limit' }),
    total: z.int().meta({ description: 'Due times in the range, those beyond limit too' }),
    truncated: z.boolean().meta({ description: 'More schedules or due times than are counted' }),
    frequent: z.array(z.object({ scheduleId: RowId, name: z.string(), perDay: z.int() })).meta({
      description: 'Schedules due more often than mostPerDay, about how often a day; in no other figure here',
    }),
    bucketMs: z.int(),
    density: z.array(z.object({ at: Timestamp, count: z.int(), atOnce: z.int() })).meta({
      description:
        'Due times per bucket of bucketMs, and how many at most at one instant; empty buckets are left out',
    }),
    collisionTotal: z.int().meta({ description: 'Instants at which several schedules are due' }),
    collisions: z
      .array(z.object({ at: Timestamp, count: z.int(), scheduleIds: z.array(RowId) }))
      .meta({ description: 'Those instants, the fullest first, 100 at most' }),
  })
  .meta({ id: 'Calendar' });
export type Calendar = z.infer<typeof Calendar>;

/** What waits, in the order in which it will be served. */
export const QueueView = z
  .object({
    items: z.array(
      z.object({
        id: RowId,
        executionId: z.uuid(),
        label: z.string(),
        scheduleId: RowId.nullable(),
        queue: QueueName,
        taskType: z.string(),
        priority: z.int(),
        waitingMs: z.number(),
      }),
    ),
    ready: z.int(),
    delayed: z.int().meta({ description: 'Waiting for a time, a retry, an event or the run before them' }),
    running: z.int(),
  })
  .meta({ id: 'QueueView' });
export type QueueView = z.infer<typeof QueueView>;
