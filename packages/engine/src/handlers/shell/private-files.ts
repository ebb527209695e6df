import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PrivateFiles {
  folder: string;
  /** The path of each file, by its name. */
  paths: Record<string, string>;
  remove(): Promise<void>;
}

/** Writes texts into a new folder that nobody else may read. */
export async function writePrivateFiles(texts: Readonly<Record<string, string>>): Promise<PrivateFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-'));
  const paths: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    paths[name] = join(folder, name.toLowerCase());
    await writeFile(paths[name], text, { mode: 0o600, flag: 'wx' });
  }
  return { folder, paths, remove: () => rm(folder, { recursive: true, force: true }) };
}
