import { z } from 'zod';
import {
  Batch,
  BatchInput,
  BulkConditions,
  BulkPreview,
  BulkRequest,
  BulkResult,
  MOST_IN_A_BATCH,
} from '../batch.ts';
import { route } from '../route.ts';

const batches = { tag: 'Batches', since: 2 } as const;
const ALIAS = { since: '2026-11-01', sunset: '2027-11-01' };
const page = z.strictObject({
  limit: z.coerce.number().int().min(0).max(MOST_IN_A_BATCH).default(500),
  offset: z.coerce.number().int().min(0).max(MOST_IN_A_BATCH).default(0),
});

export const batchRoutes = {
  createBatch: route({
    ...batches,
    method: 'POST',
    path: '/execution/batches',
    summary: 'Enqueue up to 10,000 executions as one; all or none are accepted',
    scope: 'executions:write',
    body: BatchInput,
    response: Batch,
    status: 201,
    creates: true,
    bulk: true,
    aliases: [{ path: '/tasks/batch', deprecated: ALIAS }],
  }),
  getBatch: route({
    ...batches,
    method: 'GET',
    path: '/execution/batches/:id',
    summary: 'How far a batch is, item by item, with results',
    scope: 'executions:read',
    params: z.object({ id: z.uuid() }),
    query: page,
    response: Batch,
    aliases: [{ path: '/tasks/batch/:id', deprecated: ALIAS }],
  }),
  previewBulk: route({
    ...batches,
    method: 'POST',
    path: '/execution/bulk/preview',
    summary: 'What a filter reaches now, counted and with its ids; nothing is changed',
    scope: 'executions:read',
    body: z
      .strictObject({ filter: BulkConditions })
      .meta({ examples: [{ filter: { status: ['pending'], queue: 'default' } }] }),
    response: BulkPreview,
  }),
  bulkAct: route({
    ...batches,
    method: 'POST',
    path: '/execution/bulk',
    summary: 'One act on many executions, by ids or filter; the answer tells of each',
    scope: 'executions:write',
    body: BulkRequest,
    response: BulkResult,
    bulk: true,
  }),
} as const;
