import { readCronEntry } from './cron-entry.ts';

export interface CrontabOptions {
  /** With a column that names the user, as /etc/crontab and /etc/cron.d have. */
  system: boolean;
}

/** One line that runs something, with what held where it stands. */
export interface CrontabJob {
  line: number;
  cron: string;
  user: string | undefined;
  command: string;
  /** What stood behind the first unescaped %. */
  stdin: string | undefined;
  environment: Readonly<Record<string, string>>;
  /** Comment lines just above it. */
  comment: string | undefined;
}
export interface RefusedLine {
  line: number;
  text: string;
  reason: string;
}
export interface Crontab {
  jobs: CrontabJob[];
  refused: RefusedLine[];
}

const ASSIGNMENT = /^\s*("[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

/** Reads a crontab as cron does: https://man7.org/linux/man-pages/man5/crontab.5.html */
export function parseCrontab(text: string, options: CrontabOptions): Crontab {
  const jobs: CrontabJob[] = [];
  const refused: RefusedLine[] = [];
  let environment: Readonly<Record<string, string>> = {};
  let comments: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed.startsWith('#')) {
      comments.push(trimmed);
      continue;
    }
    const assignment = ASSIGNMENT.exec(raw);
    if (assignment)
      environment = { ...environment, [unquoted(assignment[1] ?? '')]: unquoted(assignment[2] ?? '') };
    else if (trimmed !== '') {
      const entry = readCronEntry(trimmed, options);
      if ('reason' in entry) refused.push({ line, text: trimmed, reason: entry.reason });
      else jobs.push({ line, ...entry, environment, comment: commentText(comments, options) });
    }
    comments = [];
  }
  return { jobs, refused };
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

/** A job that was commented out says nothing about the one below it. */
function commentText(comments: readonly string[], options: CrontabOptions): string | undefined {
  const words = comments.map((comment) => comment.replace(/^#+\s?/, '').trimEnd());
  const kept = words.filter((word) => word !== '' && 'reason' in readCronEntry(word, options));
  return kept.length > 0 ? kept.join('\n') : undefined;
}
