import type { Configuration } from '@tutti/contract';
import { runRemoteWorker } from '@tutti/engine';
import type { RemoteWorkerOptions } from '@tutti/engine';
import { shellOptions } from './engine-security.ts';
import { VERSION } from './version.ts';

export type { Wire, WorkerEvent } from '@tutti/engine';

type Chosen = Pick<
  RemoteWorkerOptions,
  'wire' | 'name' | 'labels' | 'taskTypes' | 'queues' | 'maxConcurrent' | 'tell'
>;

/**
 * A remote worker as the configuration of its machine wants it: what its commands may do is decided here, not by the
 * server. With a token others give the orders, so this machine and its networks are not theirs to reach.
 */
export function startRemoteWorker(
  configuration: Configuration,
  chosen: Chosen,
  stopping: AbortSignal,
  drainMs: number,
): Promise<void> {
  const { httpAllow, token, cpuLimit, memoryLimit } = configuration;
  const allowed = httpAllow ?? (token === undefined ? undefined : []);
  return runRemoteWorker(
    {
      ...chosen,
      version: VERSION,
      cpuLimit,
      memoryLimit,
      shell: shellOptions(configuration),
      httpAllow: allowed,
    },
    stopping,
    drainMs,
  );
}
