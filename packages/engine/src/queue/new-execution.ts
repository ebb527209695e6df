import type { EstimatedCost, RetryPolicy, Trigger } from '@tutti/contract';
import { storableJson } from '../kernel/index.ts';

/** An execution about to be enqueued: parsed, with all defaults applied. */
export interface NewExecution {
  executionId: string;
  taskType: string;
  /** JSON text. */
  taskConfig: string;
  queue: string;
  priority: number;
  /** When it may run; absent: now. */
  runAt?: Date | undefined;
  /** Not ready until its predecessor of the same schedule has ended. */
  gated?: boolean | undefined;
  scheduleId?: number | undefined;
  slot?: Date | undefined;
  timeoutMs?: number | undefined;
  retryPolicy?: RetryPolicy | undefined;
  tags?: readonly string[] | undefined;
  trigger?: Trigger | undefined;
  metadata?: Record<string, unknown> | undefined;
  idempotencyKey?: string | undefined;
  /** Name of its breaker; '' for none. */
  breaker?: string | undefined;
  concurrencyKey?: string | undefined;
  /** Set with the key. */
  concurrencyLimit?: number | undefined;
  /** Labels of the worker that may take it, as `requiresText` writes them. */
  requires?: string | undefined;
  estimatedCost?: EstimatedCost | undefined;
  /** Dead letter. */
  resubmittedFrom?: number | undefined;
}

/**
 * The columns of the enqueuing statement. JSON travels as one JSON array for all: in an array of texts every quote
 * would be escaped here and unescaped there. What most executions lack is one object each, and nothing at all where
 * none of them has any of it: on the hot path a column costs more than a value.
 */
export function enqueueColumns(executions: readonly NewExecution[]): unknown[] {
  const rare = executions.map(rareFields);
  return [
    executions.map((execution) => execution.executionId),
    executions.map((execution) => execution.taskType),
    executions.map((execution) => execution.queue),
    executions.map((execution) => execution.priority),
    `[${executions.map((execution) => execution.taskConfig).join(',')}]`,
    rare.every((fields) => fields === null) ? null : `[${rare.map((fields) => fields ?? '{}').join(',')}]`,
  ];
}

function rareFields(execution: NewExecution): string | null {
  const { gated, tags } = execution;
  const rare = {
    runAt: execution.runAt,
    hold: gated ? 'gate' : undefined,
    scheduleId: execution.scheduleId,
    slot: execution.slot,
    timeoutMs: execution.timeoutMs,
    retryPolicy: execution.retryPolicy,
    tags: tags?.length ? tags : undefined,
    trigger: execution.trigger,
    metadata: execution.metadata,
    idempotencyKey: execution.idempotencyKey,
    breaker: execution.breaker,
    concurrencyKey: execution.concurrencyKey,
    concurrencyLimit: execution.concurrencyLimit,
    requires: execution.requires,
    estimatedCost: execution.estimatedCost,
    resubmittedFrom: execution.resubmittedFrom,
  };
  const isEmpty = Object.values(rare).every((value) => value === undefined);
  return isEmpty ? null : (storableJson(rare) as string);
}

/** The promoter must see to it before it can be claimed, or room for it be looked for. */
export const needsPromoter = ({ runAt, gated, concurrencyKey, estimatedCost }: NewExecution): boolean =>
  runAt !== undefined || gated === true || concurrencyKey !== undefined || estimatedCost !== undefined;
