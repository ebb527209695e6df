import { z } from 'zod';
import { Reason } from '../intervention.ts';
import { QueueName } from '../primitives.ts';
import { ConcurrencyKeyState, Queue, QueuePatch } from '../queue.ts';
import { route } from '../route.ts';

const queues = { tag: 'Queues' } as const;
const one = z.object({ name: QueueName });

export const queueRoutes = {
  listQueues: route({
    ...queues,
    method: 'GET',
    path: '/queues',
    summary: 'Queues with their depth, limits and pauses',
    scope: 'queues:read',
    since: 2,
    response: z.object({ items: z.array(Queue) }),
  }),
  getQueue: route({
    ...queues,
    method: 'GET',
    path: '/queues/:name',
    summary: 'Get a queue',
    scope: 'queues:read',
    since: 2,
    params: one,
    response: Queue,
  }),
  updateQueue: route({
    ...queues,
    method: 'PATCH',
    path: '/queues/:name',
    summary: 'Set the limits of a queue',
    scope: 'queues:write',
    since: 2,
    params: one,
    body: QueuePatch,
    response: Queue,
  }),
  pauseQueue: route({
    ...queues,
    method: 'POST',
    path: '/queues/:name/pause',
    summary: 'Start nothing more from this queue; what runs goes on',
    scope: 'queues:write',
    since: 2,
    params: one,
    body: Reason.optional(),
    response: Queue,
  }),
  resumeQueue: route({
    ...queues,
    method: 'POST',
    path: '/queues/:name/resume',
    summary: 'Let a paused queue go on',
    scope: 'queues:write',
    since: 2,
    params: one,
    body: Reason.optional(),
    response: Queue,
  }),
  listConcurrencyKeys: route({
    ...queues,
    method: 'GET',
    path: '/queue/keys',
    summary: 'Concurrency keys in use: who holds which slot, and how many wait',
    scope: 'queues:read',
    since: 2,
    query: z.strictObject({ key: z.string().min(1).max(200).optional() }),
    response: z.object({ items: z.array(ConcurrencyKeyState) }),
  }),
} as const;
