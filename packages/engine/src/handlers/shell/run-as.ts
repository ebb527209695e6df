import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { TuttiError } from '@tutti/contract';

/** The user that commands run as. */
export interface RunAs {
  uid: number;
  gid: number;
  name: string | undefined;
  home: string;
  shell: string | undefined;
}

interface System {
  /** Text like that of /etc/passwd, whole or for one user. */
  users(key: string): string;
  ownUid: number | undefined;
}

const thisSystem: System = {
  users: (key) => {
    const local = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
    return findUser(local, key) ? local : askDirectory(key);
  },
  ownUid: process.getuid?.(),
};

/** `who` is a name, a uid or uid:gid. Throws when there is no such user, or when only root could become it. */
export function parseRunAs(who: string, system: System = thisSystem): RunAs {
  const [key = '', group] = who.split(':');
  const found = findUser(system.users(key), key);
  const uid = found?.uid ?? (/^\d+$/.test(key) ? Number(key) : undefined);
  if (uid === undefined) throw invalid(who, 'there is no such user', 'name one that exists, or give uid:gid');
  const gid = group === undefined ? found?.gid : Number(group);
  if (gid === undefined)
    throw invalid(who, 'the user has no entry here', `give the group, too: ${key}:${key}`);
  if (system.ownUid === undefined) throw invalid(who, 'this system cannot do that', 'leave it out');
  if (system.ownUid !== 0 && system.ownUid !== uid)
    throw invalid(
      who,
      'only root can start commands as another user',
      'start Tutti as root, or leave it out',
    );
  const home = found?.home ?? '/';
  return { uid, gid, name: found?.name, home: existsSync(home) ? home : '/', shell: found?.shell };
}

/** What the environment of a command says about its user. */
export function environmentOf({ name, uid, home, shell }: RunAs): Record<string, string> {
  const user = name ?? String(uid);
  return { HOME: home, USER: user, LOGNAME: user, ...(shell && { SHELL: shell }) };
}

function findUser(
  users: string,
  key: string,
): { name: string; uid: number; gid: number; home: string; shell: string } | undefined {
  for (const line of users.split('\n')) {
    const [name = '', , uid, gid, , home = '/', shell = ''] = line.split(':');
    if (name !== '' && (name === key || uid === key))
      return { name, uid: Number(uid), gid: Number(gid), home, shell };
  }
  return undefined;
}

/** Users need not stand in a file. */
function askDirectory(key: string): string {
  try {
    return execFileSync('getent', ['passwd', key], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

const invalid = (who: string, why: string, fix: string): TuttiError =>
  new TuttiError('CONFIG_INVALID', `TUTTI_RUN_AS=${who}: ${why}. To mend it: ${fix}.`);
