import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateFiles {
  folder: string;
  /** The path of each file, by its name. */
  paths: Record<string, string>;
  remove(): Promise<void>;
}

/** Writes texts into a new folder that nobody but the command's user may read. */
export async function writePrivateFiles(
  texts: Readonly<Record<string, string>>,
  user?: { uid: number; gid: number },
): Promise<PrivateFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-'));
  const paths: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    paths[name] = join(folder, name.toLowerCase());
    await writeFile(paths[name], text, { mode: 0o600, flag: 'wx' });
    if (user) await chown(paths[name], user.uid, user.gid);
  }
  if (user) await chown(folder, user.uid, user.gid);
  return { folder, paths, remove: () => rm(folder, { recursive: true, force: true }) };
}
