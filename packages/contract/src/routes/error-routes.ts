import { z } from 'zod';
import { PageQuery, QueueName, ShortIdQuery, TaskType, Timestamp, page, queryList } from '../primitives.ts';
import {
  BulkErrorRequest,
  BulkErrorResult,
  ErrorCounts,
  ErrorGroup,
  ErrorRecord,
  ErrorRule,
  ErrorRuleInput,
  NamedRetryPolicy,
  RecoveryState,
  RecoveryStatus,
  RetryPolicyName,
  Severity,
} from '../recovery.ts';
import { RetryBackoff } from '../execution.ts';
import { route } from '../route.ts';

const ROW = /^[1-9]\d{0,8}$/;

export const recoveryId = (what: string) =>
  z
    .string()
    .regex(ROW, { error: `must be the integer id of ${what}, for example 12` })
    .transform(Number)
    .meta({ examples: ['12'] });
const record = z.object({ id: recoveryId('an error record') });
const rule = z.object({ id: recoveryId('an error rule') });
const scheduleId = ShortIdQuery.optional();
export const rowCursor = z
  .string()
  .regex(ROW, { error: 'must be nextCursor of the page before' })
  .optional()
  .meta({ description: 'nextCursor of the page before' });
export const Notes = z
  .strictObject({ notes: z.string().trim().max(2000).optional() })
  .meta({ id: 'Notes', examples: [{ notes: 'the certificate was renewed' }] })
  .optional();

const errors = { tag: 'Errors' } as const;

const conditions = {
  severity: queryList(Severity),
  scheduleId,
  queue: QueueName.optional(),
  taskType: TaskType.optional(),
  text: z.string().max(200).optional().meta({ description: 'Part of the message or the code' }),
  from: Timestamp.optional().meta({ description: 'Recorded at or after' }),
  until: Timestamp.optional().meta({ description: 'Recorded before' }),
};

const acts = {
  retryError: route({
    ...errors,
    method: 'POST',
    path: '/errors/errors/:id/retry',
    summary: 'Run the next attempt now',
    scope: 'errors:write',
    since: 1,
    params: record,
    body: Notes,
    response: ErrorRecord,
  }),
  resolveError: route({
    ...errors,
    method: 'POST',
    path: '/errors/errors/:id/resolve',
    summary: 'Say that it is put right; a waiting retry is called off',
    scope: 'errors:write',
    since: 1,
    params: record,
    body: Notes,
    response: ErrorRecord,
  }),
  ignoreError: route({
    ...errors,
    method: 'POST',
    path: '/errors/errors/:id/ignore',
    summary: 'Leave it as it is; a waiting retry is called off',
    scope: 'errors:write',
    since: 1,
    params: record,
    body: Notes,
    response: ErrorRecord,
  }),
  escalateError: route({
    ...errors,
    method: 'POST',
    path: '/errors/errors/:id/escalate',
    summary: 'Call a waiting retry off and make a dead letter of it',
    scope: 'errors:write',
    since: 1,
    params: record,
    body: Notes,
    response: ErrorRecord,
  }),
} as const;

const rules = {
  listErrorRules: route({
    ...errors,
    method: 'GET',
    path: '/errors/rules',
    summary: 'Rules that say what a failure means, in order',
    scope: 'errors:read',
    since: 2,
    response: z.object({ items: z.array(ErrorRule) }),
  }),
  createErrorRule: route({
    ...errors,
    method: 'POST',
    path: '/errors/rules',
    summary: 'Add a rule',
    scope: 'errors:admin',
    since: 2,
    body: ErrorRuleInput,
    response: ErrorRule,
    status: 201,
    creates: true,
  }),
  replaceErrorRule: route({
    ...errors,
    method: 'PUT',
    path: '/errors/rules/:id',
    summary: 'Replace a rule',
    scope: 'errors:admin',
    since: 2,
    params: rule,
    body: ErrorRuleInput,
    response: ErrorRule,
  }),
  deleteErrorRule: route({
    ...errors,
    method: 'DELETE',
    path: '/errors/rules/:id',
    summary: 'Delete a rule',
    scope: 'errors:admin',
    since: 2,
    params: rule,
    response: z.undefined(),
    status: 204,
  }),
  listRetryPolicies: route({
    ...errors,
    method: 'GET',
    path: '/errors/policies',
    summary: 'The named retry policies as they are in force',
    scope: 'errors:read',
    since: 2,
    response: z.object({ items: z.array(NamedRetryPolicy) }),
  }),
  replaceRetryPolicy: route({
    ...errors,
    method: 'PUT',
    path: '/errors/policies/:name',
    summary: 'Edit a named retry policy; failures from now on follow it',
    scope: 'errors:admin',
    since: 2,
    params: z.object({ name: RetryPolicyName }),
    body: RetryBackoff,
    response: NamedRetryPolicy,
  }),
  resetRetryPolicy: route({
    ...errors,
    method: 'DELETE',
    path: '/errors/policies/:name',
    summary: 'Take a named retry policy back to what the program has',
    scope: 'errors:admin',
    since: 2,
    params: z.object({ name: RetryPolicyName }),
    response: NamedRetryPolicy,
  }),
} as const;

export const errorRoutes = {
  listErrors: route({
    ...errors,
    method: 'GET',
    path: '/errors/errors',
    summary: 'List error records, newest first',
    scope: 'errors:read',
    since: 1,
    query: z.strictObject({
      ...PageQuery,
      cursor: rowCursor,
      recoveryStatus: queryList(RecoveryStatus),
      fingerprint: z.string().max(300).optional(),
      ...conditions,
    }),
    response: page(ErrorRecord),
  }),
  listErrorGroups: route({
    ...errors,
    method: 'GET',
    path: '/errors/groups',
    summary: 'Error records grouped by fingerprint, the newest first',
    scope: 'errors:read',
    since: 2,
    query: z.strictObject({
      ...PageQuery,
      open: z
        .enum(['true', 'false'])
        .default('true')
        .meta({ description: 'true: groups with an open record' }),
      recoveryStatus: queryList(RecoveryStatus),
      fingerprint: z.string().max(300).optional(),
      order: z.enum(['newest', 'severity']).default('newest'),
      ...conditions,
    }),
    response: page(ErrorGroup),
  }),
  countErrors: route({
    ...errors,
    method: 'GET',
    path: '/errors/counts',
    summary: 'Error records by recovery status and severity',
    scope: 'errors:read',
    since: 2,
    query: z.strictObject({ fingerprint: z.string().max(300).optional(), ...conditions }),
    response: ErrorCounts,
  }),
  actOnErrors: route({
    ...errors,
    method: 'POST',
    path: '/errors/bulk',
    summary: 'One act on many error records, by ids or filter; the answer tells what was refused',
    scope: 'errors:write',
    since: 2,
    body: BulkErrorRequest,
    response: BulkErrorResult,
    bulk: true,
  }),
  getError: route({
    ...errors,
    method: 'GET',
    path: '/errors/errors/:id',
    summary: 'Get an error record',
    scope: 'errors:read',
    since: 1,
    params: record,
    response: ErrorRecord,
  }),
  ...acts,
  getRecoveryState: route({
    ...errors,
    method: 'GET',
    path: '/errors/status',
    summary: 'Whether failed attempts are retried, and what waits',
    scope: 'errors:read',
    since: 1,
    response: RecoveryState,
  }),
  startRecovery: route({
    ...errors,
    method: 'POST',
    path: '/errors/start',
    summary: 'Let retries run, on all nodes',
    scope: 'errors:admin',
    since: 1,
    response: RecoveryState,
  }),
  stopRecovery: route({
    ...errors,
    method: 'POST',
    path: '/errors/stop',
    summary: 'Hold retries on all nodes; first attempts go on',
    scope: 'errors:admin',
    since: 1,
    response: RecoveryState,
  }),
  ...rules,
} as const;
