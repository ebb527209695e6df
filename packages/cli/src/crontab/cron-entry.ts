import type { CrontabJob, CrontabOptions } from './parse-crontab.ts';

type Entry = Pick<CrontabJob, 'cron' | 'user' | 'command' | 'stdin'>;

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const FIELD = String.raw`[\d*/,~LWa-zA-Z#?-]+`;
const TIMES = new RegExp(String.raw`^-?((?:${FIELD}\s+){5})(\S.*)$`, 's');

/** Times, user, command and input of a line; or why it cannot be taken over. */
export function readCronEntry(line: string, { system }: CrontabOptions): Entry | { reason: string } {
  const split = line.startsWith('@') ? splitMacro(line) : splitTimes(line);
  if ('reason' in split) return split;
  const [, user, rest] = system ? (/^(\S+)\s+(.*)$/s.exec(split.rest) ?? []) : ['', undefined, split.rest];
  if (rest === undefined || rest === '')
    return {
      reason: system
        ? 'a user and a command are needed behind the times'
        : 'no command stands behind the times',
    };
  return { cron: split.cron, user, ...splitInput(rest) };
}

function splitMacro(line: string): { cron: string; rest: string } | { reason: string } {
  const [, macro = '', rest = ''] = /^(@\S+)\s*(.*)$/s.exec(line) ?? [];
  if (macro.toLowerCase() === '@reboot') {
    return {
      reason:
        '@reboot has no time: let systemd or your init start it, or run it from the unit that starts Tutti',
    };
  }
  const cron = MACROS[macro.toLowerCase()];
  if (cron === undefined)
    return { reason: `${macro} is not known; known are ${Object.keys(MACROS).join(' ')}` };
  return { cron, rest };
}

function splitTimes(line: string): { cron: string; rest: string } | { reason: string } {
  const [, times, rest] = TIMES.exec(line) ?? [];
  if (times === undefined || rest === undefined)
    return { reason: 'five times (minute hour day month weekday) and a command are needed' };
  if (times.includes('~'))
    return { reason: '~ chooses a time by chance: give a fixed time, and --jitter to the schedule' };
  return { cron: times.trim().replaceAll(/\s+/g, ' '), rest };
}

/** The first % that no backslash guards ends the command; behind it every % is a line break of its standard input. */
function splitInput(text: string): { command: string; stdin: string | undefined } {
  const [command = '', ...input] = text.split(/(?<!\\)%/);
  const plain = (part: string): string => part.replaceAll('\\%', '%');
  return {
    command: plain(command).trim(),
    stdin: input.length > 0 ? `${input.map(plain).join('\n')}\n` : undefined,
  };
}
