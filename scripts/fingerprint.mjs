import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Of names and contents of all files that are sources: no packages, no build results, no tests. */
export function hashOfFolders(folders) {
  return hashOf(folders.flatMap((folder) => filesIn(folder).flatMap((file) => [file, readFileSync(file)])));
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'test']);

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesIn(file);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [file];
    });
}
