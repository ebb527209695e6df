/**
 * Remote worker: the other end of the wire, as a program on a machine without database access. Owns no table. Claims,
 * runs the built-in task types with the handlers of a node, and tells how it went. It outlasts the absence of the
 * server, but never its own leases: what may be another's is stopped.
 */
import { Admission, MachineSampler } from '../execution/index.ts';
import { type ShellOptions, createBuiltInHandlers, sandboxProblem } from '../handlers/index.ts';
import { type Log, systemClock } from '../kernel/index.ts';
import { RemoteWorker } from './remote-worker.ts';
import type { Wire } from './wire.ts';
import type { WorkerEvent } from './worker-event.ts';

export type { Wire } from './wire.ts';
export type { WorkerEvent } from './worker-event.ts';

export interface RemoteWorkerOptions {
  wire: Wire;
  /** Its own; of two alike the later one counts. */
  name: string;
  labels?: Readonly<Record<string, string>> | undefined;
  version?: string | undefined;
  /** Of the built-in ones; absent: all of them. */
  taskTypes?: readonly string[] | undefined;
  queues?: readonly string[] | undefined;
  maxConcurrent: number;
  /** Percent from which on a busy worker takes no more; 100: no limit. */
  cpuLimit: number;
  memoryLimit: number;
  shell: ShellOptions;
  httpAllow?: readonly string[] | undefined;
  tell(event: WorkerEvent): void;
}

/** Task types that a remote worker of this program can do. */
export const REMOTE_TASK_TYPES = ['shell_command', 'http_request'] as const;

/** Works until `stopping` aborts and what runs has ended, for up to `drainMs`. Throws when the server wants none of it. */
export async function runRemoteWorker(
  options: RemoteWorkerOptions,
  stopping: AbortSignal,
  drainMs: number,
): Promise<void> {
  const { wire, name, labels = {}, version, queues, maxConcurrent, tell, shell, httpAllow } = options;
  const log = warningsTo(tell);
  const sampler = new MachineSampler(log);
  const admission = new Admission({ limits: options, load: () => sampler.load });
  const builtIn = createBuiltInHandlers({ log, shell, httpAllow });
  const wanted = new Set<string>(options.taskTypes ?? REMOTE_TASK_TYPES);
  const handlers = builtIn.handlers.filter(({ taskType }) => wanted.has(taskType));
  const worker = new RemoteWorker(
    {
      wire,
      handlers: new Map(handlers.map((handler) => [handler.taskType, handler])),
      room: (free, busy) => admission.room(free, busy),
      tell,
      clock: systemClock,
      random: Math.random,
    },
    { name, labels: { ...labels }, version, maxConcurrent, queues: queues && [...queues] },
  );
  const problem = await sandboxProblem(shell);
  if (problem !== undefined) tell({ event: 'warning', message: problem });
  sampler.start();
  try {
    await worker.work(stopping, drainMs);
  } finally {
    await sampler.stop();
    await builtIn.close();
  }
}

const warningsTo = (tell: RemoteWorkerOptions['tell']): Log => {
  const warn = (_fields: object, message: string): void => tell({ event: 'warning', message });
  const nothing = (): void => undefined;
  return { debug: nothing, info: nothing, warn, error: warn };
};
