import { basename, isAbsolute, normalize } from 'node:path';
import { ShellCommandConfig } from '@tutti/contract';
import { isSamePlace } from './program-lookup.ts';

/** Which part of a config is refused, why, and what to do instead. */
export interface Refusal {
  path: PropertyKey[];
  message: string;
  fix: string;
}

const DEFAULT_SHELL = '/bin/sh';
/** With these a task chooses what an allowed program, or the one that starts it, loads first. */
const STEERING =
  /^(PATH|IFS|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|NODE_OPTIONS|LD_.*|DYLD_.*|PYTHON.*|PERL5.*|PERLLIB|RUBY.*)$/;

/**
 * Which programs commands may be. A name allows the program of that name on Tutti's own path, a path with * and ? the
 * files it matches. An allowed program that starts others (env, xargs, find) lets them all in.
 */
export class ShellPolicy {
  readonly #allow: readonly string[];
  readonly #lookUp: (name: string) => string | undefined;

  constructor(allow: readonly string[], lookUp: (name: string) => string | undefined) {
    this.#allow = allow;
    this.#lookUp = lookUp;
  }

  /** The schema of configs with the policy in it. */
  schema(): typeof ShellCommandConfig {
    return ShellCommandConfig.superRefine((config, context) => {
      for (const { path, message, fix } of this.refusals(config))
        context.addIssue({ code: 'custom', path, message, params: { fix } });
    });
  }

  refusals({ command, args, shell = DEFAULT_SHELL, env = {} }: ShellCommandConfig): Refusal[] {
    const refusals: Refusal[] = [];
    const listed = this.#allow.join(', ') || 'none';
    if (args && !this.#allows(command))
      refusals.push({
        path: ['command'],
        message: `is not a program that TUTTI_SHELL_ALLOW allows (${listed})`,
        fix: 'use one of those, or add it to TUTTI_SHELL_ALLOW',
      });
    if (!args && !this.#allows(shell))
      refusals.push({
        path: [shell === DEFAULT_SHELL ? 'command' : 'shell'],
        message: `is a shell line, which TUTTI_SHELL_ALLOW does not allow (${listed})`,
        fix: 'give args, so that a program runs without a shell, or add sh to TUTTI_SHELL_ALLOW',
      });
    for (const name of Object.keys(env).filter((candidate) => STEERING.test(candidate)))
      refusals.push({
        path: ['env', name],
        message: 'must not be set where TUTTI_SHELL_ALLOW says which programs run',
        fix: 'remove it',
      });
    return refusals;
  }

  /** The file that an allowed program is: no path of the task's has a say in it. */
  fileOf(program: string): string {
    return program.includes('/') ? normalize(program) : (this.#lookUp(program) ?? program);
  }

  #allows(program: string): boolean {
    const isName = !program.includes('/');
    // A relative path means another file in every folder.
    if (!isName && !isAbsolute(program)) return false;
    const name = basename(program);
    const onPath = this.#lookUp(name);
    const file = isName ? onPath : normalize(program);
    return this.#allow.some((entry) => {
      if (entry.includes('/')) return file !== undefined && matches(entry, file);
      return (
        matches(entry, name) && (isName || (onPath !== undefined && isSamePlace(onPath, normalize(program))))
      );
    });
  }
}

/** `*` and `?` stand for anything within one part of a path. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`).test(text);
}
