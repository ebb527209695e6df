import type { ScheduleDraft } from '@tutti/contract';
import type { Crontab, CrontabJob } from './parse-crontab.ts';

export interface ImportOptions {
  queue?: string | undefined;
  timezone?: string | undefined;
  /** Zone of the machine, in which its cron reads times. */
  zone: string;
}

export interface Imported {
  drafts: ScheduleDraft[];
  /** What is different from cron, one sentence each. */
  notes: string[];
}

/** The schedules of a crontab. Names derive from the commands, so that the same crontab gives the same names again. */
export function toSchedules({ jobs }: Crontab, options: ImportOptions): Imported {
  const taken = new Map<string, number>();
  const drafts = jobs.map((job) => ({ name: freeName(nameOf(job), taken), ...toDraft(job, options) }));
  return { drafts, notes: notesOf(jobs) };
}

function toDraft(
  { cron, user, command, stdin, environment, comment }: CrontabJob,
  { queue, timezone, zone }: ImportOptions,
): Omit<ScheduleDraft, 'name'> {
  const { SHELL, CRON_TZ, MAILTO: _, ...env } = environment;
  // cron's own variable, or the one some crons take for the same; a zone it does not name is that of the machine.
  const mayBe = timezone ?? CRON_TZ ?? env['TZ'] ?? zone;
  return {
    ...(comment !== undefined && { description: comment.slice(0, 2000) }),
    taskType: 'shell_command',
    taskConfig: {
      command,
      ...(SHELL !== undefined && SHELL !== '' && { shell: SHELL }),
      ...(env['HOME'] !== undefined && env['HOME'] !== '' && { cwd: env['HOME'] }),
      ...(Object.keys(env).length > 0 && { env }),
      ...(stdin !== undefined && { stdin }),
    },
    scheduleType: 'cron',
    scheduleConfig: { cron, timezone: mayBe },
    ...(queue !== undefined && { queue }),
    // cron starts a run whatever became of the one before.
    overlapPolicy: 'allow',
    catchUpPolicy: 'skip',
    tags: ['crontab', ...(user === undefined ? [] : [`user:${user.replaceAll(/[^A-Za-z0-9_.:-]/g, '_')}`])],
  };
}

/** The program's own name: backup of "cd /srv && /usr/local/bin/backup.sh --full". */
function nameOf({ command, user }: CrontabJob): string {
  const last = command
    .split(/&&|\|\||;|\|/)
    .map((part) => part.trim())
    .find((part) => part !== '' && !/^(cd|test|\[|export|\.|source|umask|ulimit|sleep|set)(\s|$)/.test(part));
  const words = (last ?? command).split(/\s+/).filter((word) => !/^[A-Za-z_]\w*=/.test(word));
  const program =
    words.find((word) => !WRAPPERS.has(baseName(word)) && !word.startsWith('-')) ?? words[0] ?? 'job';
  const base = baseName(program).replace(/\.(sh|py|pl|rb|php|js|bash)$/, '');
  const slug = base.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'job';
  return user === undefined ? slug : `${user}-${slug}`;
}

const WRAPPERS = new Set([
  'nice',
  'ionice',
  'nohup',
  'env',
  'sudo',
  'flock',
  'timeout',
  'time',
  'bash',
  'sh',
  'python',
  'python3',
  'perl',
  'ruby',
  'php',
  'node',
  'chronic',
  'exec',
]);
const baseName = (word: string): string => word.split('/').at(-1) ?? word;

function freeName(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : freeName(`${name}-${count}`, taken);
}

function notesOf(jobs: readonly CrontabJob[]): string[] {
  const mailed = [...new Set(jobs.map(({ environment }) => environment['MAILTO']).filter(Boolean))];
  const users = [...new Set(jobs.map(({ user }) => user).filter((user) => user !== undefined))];
  return [
    ...(mailed.length > 0
      ? [
          `MAILTO ${mailed.join(', ')}: Tutti sends no mail; the output of each run is in its log (tutti execution logs)`,
        ]
      : []),
    ...(users.length > 0
      ? [
          `users ${users.join(', ')}: Tutti runs everything as its own user; the tags user:... tell whose they were`,
        ]
      : []),
  ];
}
