import { z } from 'zod';
import { route } from '../route.ts';
import {
  ClaimedExecution,
  HeartbeatAnswer,
  RegisteredWorker,
  WorkerClaim,
  WorkerCompletion,
  WorkerFailure,
  WorkerHeartbeat,
  WorkerLease,
  WorkerLogs,
  WorkerProgress,
  WorkerRegistration,
  WorkerStep,
} from '../worker.ts';

const worker = { tag: 'Workers', since: 2, method: 'POST', scope: 'worker:write' } as const;
const silent = { ...worker, response: z.undefined(), status: 204 } as const;

export const workerRoutes = {
  registerWorker: route({
    ...worker,
    path: '/worker/register',
    summary: 'Make a remote worker known',
    body: WorkerRegistration,
    response: RegisteredWorker,
  }),
  claimWork: route({
    ...worker,
    path: '/worker/claim',
    summary: 'Take executions to run, waiting for some if there are none',
    body: WorkerClaim,
    response: z.object({ executions: z.array(ClaimedExecution) }),
  }),
  sendHeartbeat: route({
    ...worker,
    path: '/worker/heartbeat',
    summary: 'Renew leases, and hear what is to stop',
    body: WorkerHeartbeat,
    response: HeartbeatAnswer,
  }),
  appendWorkLogs: route({
    ...silent,
    path: '/worker/logs',
    summary: 'Append output to the log of an execution',
    body: WorkerLogs,
    bulk: true,
  }),
  tellWorkProgress: route({
    ...silent,
    path: '/worker/progress',
    summary: 'Tell how far an execution is',
    body: WorkerProgress,
  }),
  saveWorkStep: route({
    ...silent,
    path: '/worker/steps',
    summary: 'Store the output of a step, which later attempts get with their claim',
    body: WorkerStep,
  }),
  completeWork: route({
    ...silent,
    path: '/worker/complete',
    summary: 'Tell that an execution is done',
    body: WorkerCompletion,
    bulk: true,
  }),
  failWork: route({
    ...silent,
    path: '/worker/fail',
    summary: 'Tell that an attempt failed; whether another follows is decided here',
    body: WorkerFailure,
  }),
  releaseWork: route({
    ...silent,
    path: '/worker/release',
    summary: 'Give an execution back without spending an attempt',
    body: WorkerLease,
  }),
  removeWorker: route({
    ...silent,
    path: '/worker/leave',
    summary: 'Tell that a worker is gone for good',
    body: z
      .strictObject({ workerId: z.uuid() })
      .meta({ examples: [{ workerId: '01990f4a-2b7c-7000-8000-00000000000a' }] }),
  }),
} as const;
