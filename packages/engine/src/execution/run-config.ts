import type { Trigger } from '@tutti/contract';
import type { ClaimedRow } from './execution-store.ts';
import type { TaskHandler } from './task-handler.ts';
import { resolveTemplates } from './template.ts';

/** What a run is to do and why, with everything put in that its config names. */
export function configOf(
  row: Pick<ClaimedRow, 'task_config' | 'trigger'>,
  handler: Pick<TaskHandler, 'templates'>,
  secrets?: ReadonlyMap<string, string>,
): { taskConfig: Record<string, unknown>; trigger: Trigger } {
  const trigger: Trigger = row.trigger === null ? { kind: 'api' } : (JSON.parse(row.trigger) as Trigger);
  const config = JSON.parse(row.task_config) as Record<string, unknown>;
  if (!row.task_config.includes('{{') || !(handler.templates || secrets))
    return { taskConfig: config, trigger };
  return {
    taskConfig: resolveTemplates(config, { ...(handler.templates && { trigger }), secrets }),
    trigger,
  };
}
