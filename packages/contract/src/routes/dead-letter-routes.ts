import { z } from 'zod';
import { Execution } from '../execution.ts';
import {
  PageQuery,
  QueueName,
  ShortId,
  ShortIdQuery,
  TaskType,
  Timestamp,
  page,
  queryList,
} from '../primitives.ts';
import {
  BatchResubmission,
  BatchResubmissionResult,
  DeadLetter,
  DeadLetterFilter,
  DeadLetterStats,
  DeadLetterStatus,
  DeadLetterSummary,
  Redrive,
  Resubmission,
} from '../recovery.ts';
import { route } from '../route.ts';
import { Notes, recoveryId, rowCursor } from './error-routes.ts';

const letters = { tag: 'Dead letters' } as const;
const letter = z.object({ id: recoveryId('a dead letter') });

export const deadLetterRoutes = {
  listDeadLetters: route({
    ...letters,
    method: 'GET',
    path: '/queue/dlq',
    summary: 'List dead letters, newest first',
    scope: 'deadletters:read',
    since: 2,
    query: z.strictObject({
      ...PageQuery,
      cursor: rowCursor,
      status: queryList(DeadLetterStatus),
      taskType: TaskType.optional(),
      queue: QueueName.optional(),
      scheduleId: ShortIdQuery.optional(),
      fingerprint: z.string().max(300).optional(),
      failedAfter: Timestamp.optional(),
      failedBefore: Timestamp.optional(),
      text: z.string().max(200).optional().meta({ description: 'Part of the error' }),
    }),
    response: page(DeadLetterSummary),
  }),
  getDeadLetterStats: route({
    ...letters,
    method: 'GET',
    path: '/queue/dlq/stats',
    summary: 'How many dead letters there are, of what, and since when',
    scope: 'deadletters:read',
    since: 2,
    response: DeadLetterStats,
  }),
  getDeadLetter: route({
    ...letters,
    method: 'GET',
    path: '/queue/dlq/:id',
    summary: 'Get a dead letter with all that is needed to run it again',
    scope: 'deadletters:read',
    since: 2,
    params: letter,
    response: DeadLetter,
  }),
  resubmitDeadLetter: route({
    ...letters,
    method: 'POST',
    path: '/queue/dlq/:id/resubmit',
    summary: 'Run it again as a new execution, with changes if need be',
    scope: 'deadletters:write',
    since: 2,
    params: letter,
    body: Resubmission.optional(),
    response: Execution,
    status: 201,
    creates: true,
  }),
  resubmitDeadLetters: route({
    ...letters,
    method: 'POST',
    path: '/queue/dlq/batch-resubmit',
    summary: 'Resubmit many: all at once, at a rate, or behind a canary',
    scope: 'deadletters:write',
    since: 2,
    body: BatchResubmission,
    response: BatchResubmissionResult,
    status: 202,
    bulk: true,
    creates: true,
  }),
  resolveDeadLetter: route({
    ...letters,
    method: 'POST',
    path: '/queue/dlq/:id/resolve',
    summary: 'Say that it was put right by hand',
    scope: 'deadletters:write',
    since: 2,
    params: letter,
    body: Notes,
    response: DeadLetter,
  }),
  archiveDeadLetters: route({
    ...letters,
    method: 'POST',
    path: '/queue/dlq/archive',
    summary: 'Move pending dead letters to the archive file now',
    scope: 'deadletters:admin',
    since: 2,
    body: z
      .strictObject({
        ids: z.array(ShortId).min(1).max(10_000).optional(),
        filter: DeadLetterFilter.optional(),
      })
      .refine((given) => (given.ids === undefined) !== (given.filter === undefined), {
        error: 'give ids or filter, one of them',
        path: ['ids'],
      })
      .meta({ id: 'ArchiveRequest', examples: [{ filter: { taskType: 'http_request' } }] }),
    response: z.object({ archived: z.int(), file: z.string().nullable() }),
  }),
  restoreDeadLetters: route({
    ...letters,
    method: 'POST',
    path: '/queue/dlq/restore',
    summary: 'Bring archived dead letters back from their file',
    scope: 'deadletters:admin',
    since: 2,
    body: z
      .strictObject({
        file: z.string().regex(/^dead-letters-[\w-]+\.jsonl\.gz$/, {
          error: 'must be the name of an archive file, as the archive lists it',
        }),
        ids: z.array(ShortId).min(1).max(10_000).optional(),
      })
      .meta({
        id: 'RestoreRequest',
        examples: [{ file: 'dead-letters-2026-11-21T02-00-00-000Z-12.jsonl.gz' }],
      }),
    response: z.object({ restored: z.int(), skipped: z.int() }),
  }),
  listRedrives: route({
    ...letters,
    method: 'GET',
    path: '/queue/dlq/redrives',
    summary: 'Batches of resubmissions behind a canary or at a rate, and how far they are; the newest first',
    scope: 'deadletters:read',
    since: 2,
    response: z.object({ items: z.array(Redrive) }),
  }),
  listDeadLetterArchives: route({
    ...letters,
    method: 'GET',
    path: '/queue/dlq/archives',
    summary: 'Archive files of dead letters',
    scope: 'deadletters:read',
    since: 2,
    response: z.object({
      items: z.array(z.object({ file: z.string(), bytes: z.int(), archivedAt: z.string() })),
    }),
  }),
} as const;
