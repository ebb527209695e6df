import { ShellCommandConfig } from '@tutti/contract';
import type { Outcome, TaskContext, TaskHandler } from '../../execution/index.ts';
import { parseConfig, timeoutOfConfig } from '../parsed-config.ts';
import { stoppedOutcome } from '../stopped-outcome.ts';
import { CommandOutput } from './command-output.ts';
import type { Executor, ProcessSpec } from './executor.ts';
import { endedOutcome, notStartedOutcome } from './exit-outcome.ts';
import type { ShellPolicy } from './shell-policy.ts';
import { taskEnvironment } from './task-environment.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_SHELL = '/bin/sh';

interface ShellDeps {
  executor: Executor;
  outputLimitBytes: number;
  /** Which programs may run; absent: all. */
  policy?: ShellPolicy | undefined;
}

export function shellCommandHandler(deps: ShellDeps): TaskHandler {
  return {
    taskType: 'shell_command',
    description: 'Runs a shell line, or a program without a shell',
    timeoutMs: DEFAULT_TIMEOUT_MS,
    timeoutOf: timeoutOfConfig,
    retryPolicy: 'standard',
    config: schemaOf(deps),
    // No templates: what a trigger brings reaches a command by its environment, never by its text.
    run: (context) => runCommand(context, deps),
  };
}

const schemaOf = ({ policy }: ShellDeps): typeof ShellCommandConfig => policy?.schema() ?? ShellCommandConfig;

async function runCommand(context: TaskContext, deps: ShellDeps): Promise<Outcome> {
  const { executor } = deps;
  // The list may have become shorter since the config was saved.
  const parsed = parseConfig(schemaOf(deps), context.taskConfig);
  if ('refused' in parsed) return parsed.refused;
  const { config } = parsed;
  const spec = processOf(config, context, deps);
  const output = new CommandOutput(context);
  const exit = await executor.run(spec, {
    signal: context.signal,
    onOutput: (stream, text) => output.add(stream, text),
    onPause: (listener) => context.onPause(listener),
  });
  switch (exit.kind) {
    case 'exited':
      output.end(exit.dropped);
      return endedOutcome(exit, output.tails, config);
    case 'stopped':
      output.end(exit.dropped);
      return stoppedOutcome(context);
    case 'not_started':
      return notStartedOutcome(exit, spec.file);
    case 'lost':
      return {
        kind: 'failed',
        error: {
          code: 'SPAWNER_LOST',
          message: 'the process that starts commands ended; the command was killed',
          permanent: false,
        },
      };
  }
}

function processOf(
  config: ShellCommandConfig,
  context: TaskContext,
  { policy, outputLimitBytes }: ShellDeps,
): ProcessSpec {
  const { command, args, shell = DEFAULT_SHELL, cwd, env, stdin, cpuLimit, memoryLimitMb } = config;
  const task = taskEnvironment(context);
  return {
    executionId: context.executionId,
    attempt: context.attempt,
    ...(args
      ? { file: policy?.fileOf(command) ?? command, args }
      : { file: policy?.fileOf(shell) ?? shell, args: ['-c', command] }),
    cwd,
    env: { ...env, ...task.env },
    files: task.files,
    stdin,
    cpuSeconds: cpuLimit,
    memoryMb: memoryLimitMb,
    outputLimitBytes,
  };
}
