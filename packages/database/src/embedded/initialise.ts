import { chmod, chown, lchown, lstat, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Identity } from './identity.ts';
import type { Place } from './place.ts';
import { USER } from './place.ts';
import { type Installation, runProgram } from './server-process.ts';

/** Folders, and data when there are none. An interrupted initdb leaves nothing that looks finished. */
export async function initialise(installation: Installation, place: Place, fsync: boolean): Promise<boolean> {
  await createSocketFolder(place.sockets, installation.identity);
  if ((await dataMajor(place)) !== undefined) {
    await takeOver(place.data, installation.identity);
    return false;
  }
  await removeLeftovers(place.base);
  const parent = await mkdtemp(path.join(place.base, UNFINISHED));
  await giveTo(parent, installation.identity);
  const fresh = path.join(parent, 'data');
  await runProgram(installation, 'initdb', initdbArguments(fresh, fsync));
  // Two starts may both get here: one rename wins, the other's folder is surplus.
  await rename(fresh, place.data).catch(async (error: unknown) => {
    if ((await dataMajor(place)) === undefined) throw error;
  });
  await rm(parent, { recursive: true, force: true });
  return true;
}

const UNFINISHED = 'data.new-';
const LEFTOVER_AFTER_MS = 10 * 60_000;

/** What an initdb left behind that was killed. Pids repeat in containers, so age tells, not the process. */
async function removeLeftovers(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const folder = path.join(base, name);
    const { mtimeMs } = await lstat(folder);
    if (Date.now() - mtimeMs > LEFTOVER_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** The major version that wrote the data; undefined when there are none. */
export async function dataMajor(place: Place): Promise<number | undefined> {
  const text = await readFile(path.join(place.data, 'PG_VERSION'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

const initdbArguments = (data: string, fsync: boolean) => [
  `--pgdata=${data}`,
  `--username=${USER}`,
  '--auth=trust',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--data-checksums',
  ...(fsync ? [] : ['--no-sync']),
];

async function createSocketFolder(folder: string, identity: Identity): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(folder);
  if (uid !== process.getuid?.() && uid !== identity.uid) await replaceSocketFolder(folder, uid);
  await chmod(folder, 0o700);
  await giveTo(folder, identity);
}

/** Whoever owns the folder of the socket could answer in the server's place. */
async function replaceSocketFolder(folder: string, uid: number): Promise<void> {
  try {
    await rm(folder, { recursive: true });
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    const advice = 'Remove it, or choose another TUTTI_HOME.';
    throw new Error(`${folder} belongs to another user (uid ${uid}). ${advice}`, { cause });
  }
}

/** Data of an earlier start that ran PostgreSQL as somebody else, as containers sometimes come to do. */
async function takeOver(data: string, identity: Identity): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const wanted = identity.uid ?? 0;
  if ((await lstat(data)).uid === wanted) return;
  const entries = await readdir(data, { recursive: true });
  for (const entry of ['.', ...entries]) await lchown(path.join(data, entry), wanted, identity.gid ?? 0);
}

async function giveTo(file: string, { uid, gid }: Identity): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
}
