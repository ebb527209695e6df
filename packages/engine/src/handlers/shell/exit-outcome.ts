import { stripVTControlCharacters } from 'node:util';
import type { ShellCommandConfig } from '@tutti/contract';
import { type Outcome, completed, failed } from '../../execution/index.ts';
import type { OutputTails } from './command-output.ts';
import type { ProcessExit } from './executor.ts';

type Exited = Pick<Extract<ProcessExit, { kind: 'exited' }>, 'code' | 'signal'>;
type NotStarted = Extract<ProcessExit, { kind: 'not_started' }>;

const LONGEST_QUOTE = 300;
/** By the shell's convention: found but not executable, and not found. */
const PERMANENT_CODES = new Set([126, 127]);

/** The outcome of a command that came to its end by itself. */
export function endedOutcome(
  { code, signal }: Exited,
  tails: OutputTails,
  { cpuLimit }: Pick<ShellCommandConfig, 'cpuLimit'>,
): Outcome {
  const output = {
    ...(tails.stdout && { stdout: tails.stdout }),
    ...(tails.stderr && { stderr: tails.stderr }),
    ...(tails.truncated && { truncated: true }),
  };
  if (code === 0) return completed({ exitCode: 0, ...output });
  const data = { exitCode: code, signal, ...output };
  if (signal !== null) {
    const message =
      signal === 'SIGXCPU' && cpuLimit !== undefined
        ? `used up its CPU limit of ${cpuLimit} s`
        : `was killed by ${signal}`;
    return failed({ code: 'KILLED_BY_SIGNAL', message, permanent: false, data });
  }
  const quote = lastLine(tails.stderr);
  const message = `exited with code ${code}${quote && `: ${quote}`}`;
  return failed({ code: 'EXIT_CODE', message, permanent: code !== null && PERMANENT_CODES.has(code), data });
}

/** The outcome of a command that could not be started. */
export function notStartedOutcome({ problem, cwd, detail }: NotStarted, program: string): Outcome {
  const permanent = (code: string, message: string): Outcome => failed({ code, message, permanent: true });
  switch (problem) {
    case 'cwd_not_found':
      return permanent('CWD_NOT_FOUND', `the folder to run in does not exist: ${cwd}`);
    case 'cwd_not_accessible':
      return permanent('CWD_NOT_ACCESSIBLE', `the folder to run in may not be entered: ${cwd}`);
    case 'not_found':
      return permanent('COMMAND_NOT_FOUND', `the program was not found: ${program}`);
    case 'not_executable':
      return permanent('COMMAND_NOT_EXECUTABLE', `the program may not be executed: ${program}`);
    case 'too_long':
      return permanent(
        'COMMAND_TOO_LONG',
        'the command with its arguments and environment is longer than the system takes',
      );
    case 'no_sandbox':
      return permanent('SANDBOX_UNAVAILABLE', detail);
    case 'system':
      return failed({
        code: 'COMMAND_NOT_STARTED',
        message: `the system could not start another process (${detail})`,
        permanent: false,
      });
  }
}

/** What a command says last is mostly what went wrong; colours and control characters are left out. */
function lastLine(stderr: string): string {
  const lines = stripVTControlCharacters(stderr).split(/[\r\n]+/);
  const line = lines.findLast((candidate) => candidate.trim() !== '') ?? '';
  return line
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LONGEST_QUOTE)
    .toWellFormed();
}
