import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf } from '../../scripts/fingerprint.mjs';

const folder = path.resolve(import.meta.dirname, '..');
const stamp = path.join(folder, 'node_modules', '.bench-stamp');

/** The peers are no dependencies of Tutti: they are installed here, when first measured or when the lockfile changed. */
export function installPeers() {
  const wanted = hashOf([
    readFileSync(path.join(folder, 'package-lock.json')),
    process.platform,
    process.arch,
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing the peers (once, and when they change) ...');
  const npm = process.env.npm_execpath;
  const command = npm ? (process.env.npm_node_execpath ?? process.execPath) : 'npm';
  const args = [
    ...(npm ? [npm] : []),
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status, error } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    env: cleanEnvironment(),
  });
  if (status !== 0) throw new Error(`The peers could not be installed${error ? `: ${error.message}` : ''}.`);
  writeFileSync(stamp, wanted);
}

/** Without what npm passes to scripts, which a second npm would take for its own. */
const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|command)/.test(name)),
  );
