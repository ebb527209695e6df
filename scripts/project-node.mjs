// Plain JavaScript for any Node from 18: it runs before the project's own Node is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const REQUIRED_MAJOR = 24;
const majorOf = (version) => Number.parseInt(version, 10);

/** The Node that Tutti runs on: its own where npm has one for the platform, else the machine's. */
export function projectNode() {
  const own = path.join(root, 'node_modules', '.bin', 'node');
  if (existsSync(own)) return own;
  if (majorOf(process.versions.node) >= REQUIRED_MAJOR) return process.execPath;
  console.error(
    `Node ${REQUIRED_MAJOR} is missing. Run npm install, or install Node ${REQUIRED_MAJOR} on this machine.`,
  );
  process.exit(1);
}

/** Starts the same script again under the project's Node when the current one is too old for it. */
export function ensureProjectNode() {
  if (majorOf(process.versions.node) >= REQUIRED_MAJOR) return;
  const { status } = spawnSync(projectNode(), process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
