import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { copyBinaries, findBinaries } from './binaries.ts';
import { type Identity, findIdentity } from './identity.ts';
import { dataMajor } from './initialise.ts';
import { type Place, hashOf, placeAt, placeOf, pointerFile } from './place.ts';
import type { Installation } from './server-process.ts';

/** For data and programs, when the user that PostgreSQL must run as cannot reach the chosen ones. */
const SHARED_FOLDER = '/var/lib/tutti';

export interface PrepareOptions {
  directory: string;
  identity?: Identity;
  sharedFolder?: string;
}

export interface Prepared {
  installation: Installation;
  place: Place;
}

/** Decides as whom and from where PostgreSQL runs, and refuses data it could not open. Writes no data yet. */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { directory, sharedFolder = SHARED_FOLDER } = options;
  const identity = options.identity ?? (await findIdentity());
  await mkdir(directory, { recursive: true, mode: identity.uid === undefined ? 0o700 : 0o711 });
  const installed = await findBinaries();
  const place = await reachablePlace(directory, identity, sharedFolder);
  const reachable = await canReach(identity, path.join(installed.folder, 'bin'));
  const binaries = reachable ? installed : await copyBinaries(installed, sharedFolder);
  refuseOtherMajor(place, await dataMajor(place), binaries.major);
  return { installation: { binaries, identity }, place };
}

async function reachablePlace(directory: string, identity: Identity, sharedFolder: string): Promise<Place> {
  const place = placeOf(directory);
  if (await canReach(identity, place.base)) return place;
  if ((await dataMajor(place)) !== undefined) {
    throw new Error(
      `PostgreSQL has to run as uid ${String(identity.uid)}, which cannot reach the data in ${place.base}. Allow it to pass through the folders above (chmod o+x), or start Tutti as an ordinary user.`,
    );
  }
  const base = path.join(sharedFolder, hashOf(place.directory));
  await mkdir(base, { recursive: true, mode: 0o711 });
  await writeFile(pointerFile(place.directory), `${base}\n`);
  return placeAt(place.directory, base);
}

async function canReach({ uid, gid }: Identity, folder: string): Promise<boolean> {
  if (uid === undefined || gid === undefined) return true;
  return promisify(execFile)('sh', ['-c', 'cd "$0"', folder], { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function refuseOtherMajor(place: Place, found: number | undefined, brought: number): void {
  if (found === undefined || found === brought) return;
  throw new Error(
    `The data in ${place.data} were written by PostgreSQL ${found}, but this Tutti brings PostgreSQL ${brought}. ` +
      `Nothing was changed. Make a backup with the Tutti version that wrote them (tutti backup) and restore it into a ` +
      `new TUTTI_HOME, or set DATABASE_URL to a PostgreSQL ${found} server that opens them.`,
  );
}
