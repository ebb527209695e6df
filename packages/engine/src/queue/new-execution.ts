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
 * One array per column of the enqueuing statement. What most executions lack travels as one JSON text, null when
 * there is nothing: on the hot path a column costs more than a value.
 */
export function enqueueColumns(executions: readonly NewExecution[]): unknown[][] {
  const size = executions.length;
  const columns: [string[], string[], string[], number[], string[], (string | null)[]] = [
    new Array<string>(size),
    new Array<string>(size),
    new Array<string>(size),
    new Array<number>(size),
    new Array<string>(size),
    new Array<string | null>(size),
  ];
  executions.forEach((execution, index) => {
    columns[0][index] = execution.executionId;
    columns[1][index] = execution.taskType;
    columns[2][index] = execution.queue;
    columns[3][index] = execution.priority;
    columns[4][index] = execution.taskConfig;
    columns[5][index] = rareFields(execution);
  });
  return columns;
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
