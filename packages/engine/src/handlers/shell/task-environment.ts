import type { TaskContext } from '../../execution/index.ts';

/** The kernel takes no variable beyond 128 KiB. */
const LONGEST_TRIGGER_BYTES = 100_000;

interface TaskEnvironment {
  env: Record<string, string>;
  /** Variables that name a file with the text instead. */
  files?: Record<string, string>;
}

/** What a command learns of its execution. */
export function taskEnvironment({
  executionId,
  attempt,
  trigger,
}: Pick<TaskContext, 'executionId' | 'attempt' | 'trigger'>): TaskEnvironment {
  const { slot, event, data, traceparent } = trigger;
  const env: Record<string, string> = { TUTTI_EXECUTION_ID: executionId, TUTTI_ATTEMPT: String(attempt) };
  if (slot !== undefined) env['TUTTI_SLOT'] = slot;
  if (traceparent !== undefined) env['TRACEPARENT'] = traceparent;
  const whole = JSON.stringify({ slot, event, data });
  if (Buffer.byteLength(whole) <= LONGEST_TRIGGER_BYTES) return { env: { ...env, TUTTI_TRIGGER: whole } };
  return {
    env: { ...env, TUTTI_TRIGGER: JSON.stringify({ slot, event }) },
    files: { TUTTI_TRIGGER_FILE: whole },
  };
}
