import { mkdtemp, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  remove(): Promise<void>;
}

export interface TemporaryFolderOptions {
  prefix?: string;
  /** In memory where there is enough of it: for data that are written a lot. Programs may not be allowed to run there. */
  inMemory?: boolean;
}

export async function temporaryFolder(options: TemporaryFolderOptions = {}): Promise<TemporaryFolder> {
  const { prefix = 'tutti-', inMemory = false } = options;
  const root = inMemory ? await memoryRoot() : os.tmpdir();
  // The pid tells later runs whether the folder is still in use.
  const folder = await mkdtemp(path.join(root, `${prefix}${process.pid}-`));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { path: folder, remove, [Symbol.asyncDispose]: remove };
}

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 2 ** 30;

/** Containers often have 64 MB there. */
export async function memoryRoot(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= ENOUGH_BYTES ? MEMORY : os.tmpdir();
}
