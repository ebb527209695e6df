import { z } from 'zod';

/** Instants travel as ISO 8601 strings in UTC with milliseconds. */
export const Timestamp = z.iso
  .datetime({ offset: true })
  .meta({ id: 'Timestamp', examples: ['2026-11-21T02:00:00.000Z'] });

/** Integer id of a row; small enough for JavaScript numbers. */
export const RowId = z.int().positive();

/** What the 32 bits of an integer column hold. A greater number is refused with its name, not by the database. */
export const MOST_INT = 2_147_483_647;
/** A schedule, an error record or a dead letter, where a request names it. */
export const ShortId = z.int().min(1).max(MOST_INT);
export const ShortIdQuery = z.coerce.number().int().min(1).max(MOST_INT);

/** Any `:id` of an execution takes the integer or the UUID. */
export const ExecutionKey = z
  .string()
  .regex(/^(\d{1,15}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/, {
    error: 'must be an integer id or the UUID of an execution',
  })
  .meta({ examples: ['4812', '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e'] });

export const ScheduleKey = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { error: 'must be the integer id of a schedule, for example 12' })
  .transform(Number)
  .meta({ examples: ['12'] });

/** 10 is served first, 1 last. */
export const Priority = z.int().min(1).max(10);

/** Lower-case words for queues, tags and task types: letters, digits and `_ . : -`. */
const word = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, {
      error: 'must start with a letter or digit and hold only letters, digits and _ . : -',
    });

export const QueueName = word(64);
export const TaskType = word(64);
export const Tag = word(64);
export const Tags = z.array(Tag).max(20);

/** Executions of the same key share its limit, whatever their schedule, queue or node. */
export const ConcurrencyKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, { error: 'must not hold control characters' })
  .meta({
    description: 'What must not run more often than concurrencyLimit at the same time',
    examples: ['customer:42'],
  });

export const ConcurrencyLimit = z
  .int()
  .min(1)
  .max(100_000)
  .meta({ description: 'How many of the same key may run at the same time in the fleet; default 1' });

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,62}$/;
/** What a worker has or where it stands: names and values. */
export const Labels = z
  .record(z.string(), z.string({ error: 'must be a text: write it in quotes, like "true"' }).max(200))
  .superRefine((labels, { addIssue }) => {
    for (const name of Object.keys(labels))
      if (!LABEL.test(name))
        addIssue({
          code: 'custom',
          path: [name],
          message: 'is no name for a label',
          params: { fix: 'begin with a letter or digit, then letters, digits and _ . / -, at most 63' },
        });
  })
  .meta({ id: 'Labels', examples: [{ gpu: 'true', region: 'eu' }] });
export type Labels = z.infer<typeof Labels>;

/** Labels that a worker must have, all of them, to take an execution. */
export const Requires = Labels.refine((labels) => Object.keys(labels).length <= 10, {
  error: 'must have at most 10 labels',
}).meta({ description: 'Labels of the worker that may run it, all of them', examples: [{ gpu: 'true' }] });

/** Milliseconds, from 1 to 366 days. */
export const DurationMs = z.int().min(1).max(31_622_400_000);

/** A JSON object whose meaning belongs to the task type or the caller. */
export const JsonObject = z.record(z.string(), z.unknown());

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** A boolean in a query string: `true` or `false`; absent means "all". */
export const QueryFlag = flag.optional();

const csv = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
/** One or more values in a query string, separated by commas. */
export const queryList = <T extends z.ZodType<string, string>>(item: T) =>
  z.string().max(1000).transform(csv).pipe(z.array(item).min(1).max(50)).optional();

export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
};

/**
 * One page of a list. `total` is exact to 10,000; beyond that `totalIsEstimate` is true.
 * `nextCursor` goes on where this page ends; null at the end.
 */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.int(),
    totalIsEstimate: z.boolean().optional(),
    limit: z.int(),
    offset: z.int(),
    nextCursor: z.string().nullable(),
  });
export interface Page<T> {
  items: T[];
  total: number;
  totalIsEstimate?: boolean | undefined;
  limit: number;
  offset: number;
  nextCursor: string | null;
}
