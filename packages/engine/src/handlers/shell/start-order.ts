import { resolve } from 'node:path';
import type { ProcessSpec } from './executor.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { type RunAs, environmentOf } from './run-as.ts';
import type { StartOrder } from './spawner-messages.ts';

/** Soft limits tell the command by a signal it can be recognised by; the hard one of CPU time comes a little later. */
const WITH_LIMITS = `
[ -z "$1" ] || { ulimit -St "$1" && ulimit -Ht $(($1 + 5)); } || exit 126
[ -z "$2" ] || ulimit -v "$2" || exit 126
shift 2
exec "$@"`;

export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  /** Where a relative folder starts, and where a command runs that names none. */
  home: string;
  runAs?: RunAs | undefined;
}

/** What the spawner is told to start on this machine. */
export function startOrderOf(spec: ProcessSpec, { environment, home, runAs }: Surroundings): StartOrder {
  const { executionId, attempt, stdin, outputLimitBytes } = spec;
  const inherited = inheritedEnvironment(environment);
  // It holds sockets of the user that Tutti is.
  if (runAs) delete inherited['XDG_RUNTIME_DIR'];
  const env = { ...inherited, ...(runAs && environmentOf(runAs)), ...spec.env };
  return {
    executionId,
    attempt,
    ...withLimits(spec),
    cwd: resolve(home, spec.cwd ?? '.'),
    env,
    ...(runAs && { user: { uid: runAs.uid, gid: runAs.gid } }),
    stdin,
    outputLimitBytes,
  };
}

function withLimits({ file, args, cpuSeconds, memoryMb }: ProcessSpec): {
  file: string;
  args: readonly string[];
} {
  if (cpuSeconds === undefined && memoryMb === undefined) return { file, args };
  const limits = [cpuSeconds, memoryMb === undefined ? undefined : memoryMb * 1024].map((limit) =>
    String(limit ?? ''),
  );
  return { file: '/bin/sh', args: ['-c', WITH_LIMITS, 'tutti', ...limits, file, ...args] };
}
