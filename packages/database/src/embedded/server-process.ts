import { spawn } from 'node:child_process';
import { copyFile, open, readFile, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import type { Identity } from './identity.ts';
import type { Place } from './place.ts';
import { type ServerSettings, serverArguments } from './settings.ts';

export interface Installation {
  binaries: Binaries;
  identity: Identity;
}

/** A server just launched: how it ended, should it end. */
export interface Launch {
  pid: number | undefined;
  /** Undefined while running; else the last words of its log. */
  ended: () => { log: string } | undefined;
}

const MAX_LOG_BYTES = 10 * 2 ** 20;

/**
 * Detached, so that Ctrl-C reaches Tutti alone: it must drain before the database goes. PostgreSQL lives on when Tutti
 * is killed, and is adopted at the next start.
 */
export async function launchServer(
  installation: Installation,
  place: Place,
  options: ServerSettings,
): Promise<Launch> {
  await keepLogSmall(place.log);
  const log = await open(place.log, 'a', 0o600);
  const { size } = await log.stat();
  const args = ['-D', place.data, '-k', place.sockets, ...serverArguments(options)];
  const child = spawnProgram(installation, 'postgres', args, ['ignore', log.fd, log.fd], true);
  let end: { log: string } | undefined;
  child.once('error', (error) => (end = { log: error.message }));
  child.once('exit', () => {
    void readFile(place.log).then(
      (content) => (end = { log: content.subarray(size).toString() }),
      (error: Error) => (end = { log: error.message }),
    );
  });
  child.unref();
  await log.close();
  return { pid: child.pid, ended: () => end };
}

/** Runs to its end; rejects with what the program said. */
export async function runProgram(installation: Installation, program: string, args: string[]): Promise<void> {
  const child = spawnProgram(installation, program, args, ['ignore', 'pipe', 'pipe'], false);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(notRunnable(program, cause), { cause })));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} failed (exit ${String(code)}): ${output.trim().slice(-1_000)}`));
    });
  });
}

function spawnProgram(
  { binaries, identity }: Installation,
  program: string,
  args: string[],
  stdio: ('ignore' | 'pipe' | number)[],
  detached: boolean,
) {
  const [command = '', ...rest] = [...identity.prefix, path.join(binaries.folder, 'bin', program), ...args];
  const { uid, gid } = identity;
  return spawn(command, rest, {
    cwd: '/',
    detached,
    stdio,
    // Nothing of PGDATA, PGOPTIONS and their like may reach it, nor Tutti's own secrets.
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
}

const notRunnable = (program: string, cause: Error) =>
  `${program} cannot be run (${cause.message}). The PostgreSQL that Tutti brings needs a system with glibc; elsewhere set DATABASE_URL.`;

/** Keeps one older part. The server appends to its file, so that emptying it under its hands is safe. */
export async function keepLogSmall(log: string): Promise<void> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= MAX_LOG_BYTES) return;
  await copyFile(log, `${log}.1`);
  await truncate(log);
}
