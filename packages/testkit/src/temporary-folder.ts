import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  remove(): Promise<void>;
}

export async function temporaryFolder(prefix = 'tutti-'): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { path: folder, remove, [Symbol.asyncDispose]: remove };
}
