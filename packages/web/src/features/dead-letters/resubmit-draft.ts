import type { DeadLetter, Resubmission } from '@tutti/contract';

/** A resubmission as it is edited: the config as text. */
export interface ResubmitDraft {
  config: string;
  queue: string;
  priority: number;
}

export const configText = (config: Record<string, unknown>): string => JSON.stringify(config, null, 2);

export const draftOf = ({ taskConfig, queue, priority }: DeadLetter): ResubmitDraft => ({
  config: configText(taskConfig),
  queue,
  priority,
});

export type ReadConfig =
  { kind: 'config'; value: Record<string, unknown> } | { kind: 'problem'; message: string };

/** What the text says, or why it cannot be sent. */
export function readConfig(text: string): ReadConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'problem', message: `is not JSON: ${(error as Error).message}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { kind: 'problem', message: 'must be an object: { … }' };
  return { kind: 'config', value: value as Record<string, unknown> };
}

/** Only what was changed. */
export function changesOf(
  letter: DeadLetter,
  draft: ResubmitDraft,
  config: Record<string, unknown>,
): Resubmission {
  const changed = configText(config) !== configText(letter.taskConfig);
  const queue = draft.queue.trim();
  return {
    ...(changed && { taskConfig: config }),
    ...(queue !== '' && queue !== letter.queue && { queue }),
    ...(draft.priority !== letter.priority && { priority: draft.priority }),
  };
}

/** What the diff shows: the config, and beside it what else runs otherwise. */
export const shownAs = (config: unknown, queue: string, priority: number): unknown => ({
  taskConfig: config,
  queue,
  priority,
});
