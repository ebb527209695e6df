import { accessSync, constants, statSync } from 'node:fs';
import type { StartProblem } from './executor.ts';

export interface SystemError extends Error {
  code?: string;
}

/** The system gives the same code for a missing folder and a missing program: the folder is looked at again. */
export function startProblemOf(error: SystemError, cwd: string): { problem: StartProblem; detail: string } {
  const detail = error.code ?? error.message;
  return { problem: folderProblem(cwd) ?? programProblem(detail), detail };
}

function folderProblem(cwd: string): StartProblem | undefined {
  try {
    if (!statSync(cwd).isDirectory()) return 'cwd_not_found';
    accessSync(cwd, constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as SystemError).code === 'EACCES' ? 'cwd_not_accessible' : 'cwd_not_found';
  }
}

function programProblem(code: string): StartProblem {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'not_found';
    case 'EACCES':
    case 'EPERM':
    case 'ENOEXEC':
    case 'EISDIR':
      return 'not_executable';
    case 'E2BIG':
      return 'too_long';
    default:
      return 'system';
  }
}
