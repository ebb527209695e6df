import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';

/** As whom PostgreSQL runs: it refuses root, and initdb wants a user with a name. */
export interface Identity {
  /** Put before the program and its arguments. */
  prefix: string[];
  /** Given to the child process; absent means "as we are". */
  uid?: number;
  gid?: number;
}

const run = promisify(execFile);

const NAMESPACE_ARGUMENTS = ['--user', '--map-user=65534', '--map-group=65534', '--'];

export async function findIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0 && hasName()) return { prefix: [] };
  return (await namespaceIdentity()) ?? (process.getuid?.() === 0 ? await userIdentity() : { prefix: [] });
}

/** In a user namespace of its own root looks like nobody, and no file changes its owner. */
export async function namespaceIdentity(): Promise<Identity | undefined> {
  return run('unshare', [...NAMESPACE_ARGUMENTS, 'true']).then(
    () => ({ prefix: ['unshare', ...NAMESPACE_ARGUMENTS] }),
    () => undefined, // no unshare here, or the container forbids it
  );
}

export async function userIdentity(): Promise<Identity> {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
    if (uid && gid) return { prefix: [], uid, gid };
  }
  throw new Error(
    'PostgreSQL does not run as root and this system has neither a user postgres nor nobody. Start Tutti as an ordinary user, or set DATABASE_URL.',
  );
}

async function idOf(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  return run('id', [flag, name]).then(
    ({ stdout }) => Number(stdout.trim()) || undefined,
    () => undefined,
  );
}

function hasName(): boolean {
  try {
    os.userInfo();
    return true;
  } catch {
    return false; // a container started with a bare uid
  }
}
