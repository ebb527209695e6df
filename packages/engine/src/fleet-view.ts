import type { Labels } from '@tutti/contract';
import type { RowContext } from './execution/index.ts';
import type { NodeRegistry } from './node/index.ts';
import type { TaskRegistry } from './task-registry.ts';

/** What is to be said of executions and stands in no row of theirs: who could run them. */
export function fleetView(
  registry: TaskRegistry,
  nodes: Pick<NodeRegistry, 'handles' | 'unmet'>,
): RowContext {
  const { defaultPolicy, defaultTimeoutMs } = registry;
  return {
    defaultPolicy,
    defaultTimeoutMs,
    handles: (taskType) => nodes.handles(taskType) ?? registry.handles(taskType),
    unmet: (taskType, requires) => nodes.unmet(taskType, JSON.parse(requires) as Labels),
  };
}
