import {
  type ExecutionDraft,
  ExecutionInput,
  type RetryPolicy,
  type TaskTypeInfo,
  type Trigger,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import { z } from 'zod';
import type { Actor } from './engine-api.ts';
import type { TaskHandler } from './execution/index.ts';
import { storableJson } from './kernel/index.ts';
import { type NewExecution, requiresText } from './queue/index.ts';

/** The task types this node knows, and what it says of work for them. */
export class TaskRegistry {
  readonly handlers: ReadonlyMap<string, TaskHandler>;
  readonly #refuseUnknown: boolean;
  readonly #handledElsewhere: (taskType: string) => boolean;

  constructor(
    handlers: readonly TaskHandler[],
    options: { refuseUnknown: boolean; handledElsewhere: (taskType: string) => boolean },
  ) {
    this.handlers = new Map(handlers.map((handler) => [handler.taskType, handler]));
    this.#refuseUnknown = options.refuseUnknown;
    this.#handledElsewhere = options.handledElsewhere;
  }

  readonly handles = (taskType: string): boolean => this.handlers.has(taskType);
  readonly defaultPolicy = (taskType: string): RetryPolicy =>
    this.handlers.get(taskType)?.retryPolicy ?? 'standard';
  readonly defaultTimeoutMs = (taskType: string, taskConfig: Record<string, unknown>): number | null => {
    const handler = this.handlers.get(taskType);
    return handler?.timeoutOf?.(taskConfig) ?? handler?.timeoutMs ?? null;
  };

  /** Throws when no handler is known for the type (and that matters), or when the config does not fit it. */
  readonly checkTask = (taskType: string, taskConfig: Record<string, unknown>): void => {
    const handler = this.handlers.get(taskType);
    if (!handler) {
      if (!this.#refuseUnknown || this.#handledElsewhere(taskType)) return;
      const known = [...this.handlers.keys()].join(', ');
      throw new TuttiError(
        'TASK_TYPE_UNKNOWN',
        `There is no handler for task type ${JSON.stringify(taskType)}.`,
        {
          errors: [
            {
              field: 'taskType',
              message: 'has no handler',
              fix: `use one of ${known}, or start a worker for it`,
            },
          ],
        },
      );
    }
    if (!handler.config) return;
    const what = `The task config does not fit ${taskType}`;
    parseAs(handler.config, taskConfig, { what, code: 'TASK_CONFIG_INVALID', prefix: 'taskConfig' });
  };

  describe(): TaskTypeInfo[] {
    const offered = [...this.handlers.values()].filter((handler) => !handler.internal);
    return offered.map((handler) => ({
      taskType: handler.taskType,
      description: handler.description,
      timeoutMs: handler.timeoutMs,
      retryPolicy: handler.retryPolicy,
      configSchema: handler.config
        ? z.toJSONSchema(handler.config, { io: 'input', unrepresentable: 'any' })
        : null,
    }));
  }

  /** Parses a caller's execution and applies the defaults. */
  toNewExecution(draft: ExecutionDraft, executionId: string, by: Actor, now: () => Date): NewExecution {
    const input = parseDraft(draft);
    this.checkTask(input.taskType, input.taskConfig);
    const runAt =
      input.runAt !== undefined
        ? new Date(input.runAt)
        : input.delayMs
          ? new Date(now().getTime() + input.delayMs)
          : undefined;
    return {
      executionId,
      taskType: input.taskType,
      taskConfig: storableJson(input.taskConfig) as string,
      queue: input.queue,
      priority: input.priority,
      runAt,
      tags: input.tags,
      timeoutMs: input.timeoutMs,
      retryPolicy: input.retryPolicy,
      metadata: input.metadata,
      idempotencyKey: input.idempotencyKey,
      breaker: input.breaker === false ? '' : input.breaker,
      concurrencyKey: input.concurrencyKey,
      concurrencyLimit: input.concurrencyKey === undefined ? undefined : (input.concurrencyLimit ?? 1),
      requires: requiresText(input.requires),
      estimatedCost: input.estimatedCost,
      trigger: triggerOf(input.data, by),
    };
  }
}

/** Most callers give neither data nor a name: then nothing is stored. */
function triggerOf(data: unknown, { actor, traceparent }: Actor): Trigger | undefined {
  if (data === undefined && actor === undefined && traceparent === undefined) return undefined;
  return {
    kind: 'api',
    ...(data !== undefined && { data }),
    ...(actor !== undefined && { actor }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

const PLAIN = new Set(['taskType', 'taskConfig', 'priority', 'queue']);
const WORD = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** The schema decides; the commonest shape is recognised without it, since parsing costs more than enqueuing. */
function parseDraft(draft: ExecutionDraft): ExecutionInput {
  if (isPlain(draft)) {
    return {
      taskType: draft.taskType,
      taskConfig: draft.taskConfig ?? {},
      queue: draft.queue ?? 'default',
      priority: draft.priority ?? 5,
      tags: [],
    };
  }
  return parseAs(ExecutionInput, draft, { what: 'The execution does not fit its schema' });
}

function isPlain(draft: ExecutionDraft): boolean {
  for (const key in draft) if (!PLAIN.has(key)) return false;
  const { taskType, taskConfig = {}, queue = 'default', priority = 5 } = draft;
  return (
    typeof taskType === 'string' &&
    WORD.test(taskType) &&
    typeof queue === 'string' &&
    WORD.test(queue) &&
    Number.isInteger(priority) &&
    priority >= 1 &&
    priority <= 10 &&
    typeof taskConfig === 'object' &&
    taskConfig !== null &&
    !Array.isArray(taskConfig)
  );
}
