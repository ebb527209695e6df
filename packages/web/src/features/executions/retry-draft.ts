import type { Execution, RetryRequest } from '@tutti/contract';

/** What a person writes before an attempt with changes. */
export interface RetryDraft {
  config: string;
  queue: string;
  priority: number;
  /** In seconds; empty: as it was. */
  timeout: string;
  reason: string;
}

export const draftFrom = ({ taskConfig, queue, priority, timeoutMs }: Execution): RetryDraft => ({
  config: JSON.stringify(taskConfig, null, 2),
  queue,
  priority,
  timeout: timeoutMs === null ? '' : String(timeoutMs / 1000),
  reason: '',
});

export type ParsedDraft =
  | { kind: 'changes'; changes: RetryRequest; config: Record<string, unknown> }
  | { kind: 'bad'; field: 'config' | 'timeout'; message: string };

/** Only what differs is sent, so that a retry without changes stays one. */
export function parseDraft(draft: RetryDraft, execution: Execution): ParsedDraft {
  const config = parseConfig(draft.config);
  if (typeof config === 'string') return { kind: 'bad', field: 'config', message: config };
  const seconds = Number(draft.timeout);
  if (draft.timeout.trim() !== '' && !(seconds > 0)) {
    return { kind: 'bad', field: 'timeout', message: 'Give a number of seconds above 0, e.g. 90.' };
  }
  const timeoutMs = draft.timeout.trim() === '' ? null : Math.round(seconds * 1000);
  const reason = draft.reason.trim();
  return {
    kind: 'changes',
    config,
    changes: {
      ...(JSON.stringify(config) !== JSON.stringify(execution.taskConfig) && { taskConfig: config }),
      ...(draft.priority !== execution.priority && { priority: draft.priority }),
      ...(draft.queue.trim() !== '' &&
        draft.queue.trim() !== execution.queue && { queue: draft.queue.trim() }),
      ...(timeoutMs !== null && timeoutMs !== execution.timeoutMs && { timeoutMs }),
      ...(reason !== '' && { reason }),
    },
  };
}

function parseConfig(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'The config must be an object: { … }.';
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
