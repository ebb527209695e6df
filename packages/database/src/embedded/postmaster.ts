import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Place } from './place.ts';

export interface Postmaster {
  pid: number;
  sockets: string;
}

/** The server that runs on these data, if any. Reads only. */
export async function findPostmaster(place: Place): Promise<Postmaster | undefined> {
  const written = await readPidFile(place);
  if (!written || !isAlive(written.pid)) return undefined;
  return (await isPostgresOn(place, written.pid)) ? written : undefined;
}

/**
 * PostgreSQL itself replaces the pid file of a dead server, but takes a living process of the same number for a running
 * one. Such a file goes, unless a process still works in the data folder: then waiting is the only safe thing.
 */
export async function removeStalePidFile(place: Place): Promise<void> {
  const written = await readPidFile(place);
  if (!written || !isAlive(written.pid) || (await isPostgresOn(place, written.pid))) return;
  if (await isInUse(place.data)) return;
  await rm(path.join(place.data, 'postmaster.pid'), { force: true });
}

/** Fast shutdown; when that hangs, the immediate one, from which PostgreSQL recovers at its next start. */
export async function stopPostmaster(place: Place): Promise<boolean> {
  const running = await findPostmaster(place);
  if (!running) return false;
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    sendSignal(running.pid, signal);
    if (await endsWithin(place, running.pid, patienceMs)) {
      // A socket folder in the temporary folder of the system would stay behind there.
      if (path.dirname(place.sockets) !== place.base) await rmdir(place.sockets).catch(() => {});
      return true;
    }
  }
  throw new Error(`PostgreSQL (pid ${running.pid}) does not stop. See ${place.log}, then end it by hand.`);
}

async function endsWithin(place: Place, pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (!isAlive(pid) || !(await isPostgresOn(place, pid))) return true;
    await delay(10);
  }
  return false;
}

/** https://www.postgresql.org/docs/current/storage-file-layout.html: pid, data, start, port, socket folder, ... */
async function readPidFile(place: Place): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(place.data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, sockets: lines[4] || place.sockets } : undefined;
}

/** A zombie has an empty command line and does not count. */
async function isPostgresOn(place: Place, pid: number): Promise<boolean> {
  const command = await commandLineOf(pid);
  return command.includes('postgres') && command.includes(place.data);
}

async function commandLineOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(
    () => ({
      stdout: '',
    }),
  );
  return stdout;
}

/** Backends of a killed server may outlive it for a moment; each has the data folder as its working directory. */
async function isInUse(data: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return folders.includes(data);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
