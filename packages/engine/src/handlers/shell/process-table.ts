import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  /** Tells a process from a later one with the same number. */
  startTime: string;
  /** From the environment the process was started with. */
  executionId?: string;
  attempt?: number;
}

/** What makes a process part of an attempt. */
export interface Belonging {
  executionId: string;
  attempt: number;
  group?: number | undefined;
}

/**
 * All of an attempt's processes: its group, those that carry its mark (or that of an earlier attempt, which must not
 * run beside it), those `seen` before, and the descendants of all these.
 */
export function membersOf(
  table: readonly ProcessEntry[],
  belonging: Belonging,
  seen: ReadonlyMap<number, string>,
): ProcessEntry[] {
  const members = new Set(
    table.filter(
      (entry) =>
        isMarked(entry, belonging) ||
        entry.group === belonging.group ||
        seen.get(entry.pid) === entry.startTime,
    ),
  );
  const pids = new Set([...members].map((entry) => entry.pid));
  for (let grown = members.size > 0; grown;) {
    grown = false;
    for (const entry of table) {
      if (members.has(entry) || !pids.has(entry.parent)) continue;
      members.add(entry);
      pids.add(entry.pid);
      grown = true;
    }
  }
  return [...members];
}

/** A later attempt is somebody else's: a node that lost its lease must not kill what its successor started. */
const isMarked = (entry: ProcessEntry, { executionId, attempt }: Belonging): boolean =>
  entry.executionId === executionId && (entry.attempt ?? 0) <= attempt;

/** The living processes of this machine but for this one; undefined where there is no /proc. */
export function readProcessTable(): ProcessEntry[] | undefined {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return undefined;
  }
  const entries: ProcessEntry[] = [];
  for (const name of names) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const entry = readProcess(pid);
    if (entry) entries.push(entry);
  }
  return entries.length > 0 ? entries : undefined;
}

function readProcess(pid: number): ProcessEntry | undefined {
  const entry = parseStat(pid, readText(`/proc/${pid}/stat`));
  // Children of kthreadd (2) are kernel threads.
  if (!entry || entry.parent === 2) return undefined;
  return { ...entry, ...parseMark(readText(`/proc/${pid}/environ`)) };
}

/** proc_pid_stat(5): the name in parentheses may itself hold spaces and parentheses. */
export function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  if (fields.length < 20 || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), startTime: fields[19] as string };
}

export function parseMark(environ: string): { executionId?: string; attempt?: number } {
  const executionId = valueOf(environ, 'TUTTI_EXECUTION_ID');
  if (executionId === undefined) return {};
  const attempt = Number(valueOf(environ, 'TUTTI_ATTEMPT'));
  return { executionId, ...(Number.isInteger(attempt) && { attempt }) };
}

function valueOf(environ: string, name: string): string | undefined {
  const start = environ.startsWith(`${name}=`) ? 0 : environ.indexOf(`\0${name}=`) + 1;
  if (start === 0 && !environ.startsWith(`${name}=`)) return undefined;
  const end = environ.indexOf('\0', start);
  return environ.slice(start + name.length + 1, end === -1 ? undefined : end);
}

/** Empty for a process that has just gone or belongs to somebody else. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
