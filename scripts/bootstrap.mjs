// Makes the tree ready: installs what is missing and, with --web, builds the dashboard. Run by npm before start and test.
// Plain JavaScript for any Node from 18, and only what Node brings: nothing is installed yet when this runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf, hashOfFolders } from './fingerprint.mjs';
import { withLock } from './install-lock.mjs';
import { projectNode, root } from './project-node.mjs';

const CACHE = path.join(root, 'node_modules', '.cache', 'tutti');
const WEB = path.join(root, 'packages', 'web');
const LOCKFILE = path.join(root, 'package-lock.json');

const refusal = unsupported();
if (refusal) stop(refusal);
await withLock(path.join(root, '.bootstrap.lock'), isReady, () => {
  installPackages();
  if (process.argv.includes('--web')) buildDashboard();
});

function isReady() {
  return isInstalled() && (!process.argv.includes('--web') || isBuilt());
}

function unsupported() {
  const major = Number.parseInt(process.versions.node, 10);
  const platform = `${process.platform}-${process.arch}`;
  if (major < 20)
    return `Tutti needs Node 20 or newer to start; this is ${process.version}. Install a newer Node.`;
  if (process.platform === 'win32')
    return 'Tutti runs on Windows through WSL: start it inside a Linux there.';
  if (process.platform === 'darwin' && major < 24)
    return 'On macOS Tutti needs Node 24 or newer: install it first.';
  if (!['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(platform)) {
    return `Tutti runs on Linux and macOS, x64 and arm64; this is ${platform}.`;
  }
  const isMusl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
  if (isMusl) return 'Tutti needs a Linux with glibc (Debian, Ubuntu, Fedora, ...); this one uses musl.';
  return undefined;
}

// ---------------------------------------------------------------- packages

function isInstalled() {
  return (
    read(path.join(root, 'node_modules', '.bootstrap-stamp')) === installFingerprint() || adoptsInstallation()
  );
}

function installFingerprint() {
  return hashOf([read(LOCKFILE), process.platform, process.arch]);
}

/** An `npm install` by hand counts when every package has the locked version. */
function adoptsInstallation() {
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!installed) return false;
  const locked = Object.entries(readJson(LOCKFILE)?.packages ?? {});
  const same = locked.every(([place, { version, link, optional, devOptional, peer }]) => {
    if (!place.includes('node_modules/') || link) return true;
    const found = installed[place];
    return found ? found.version === version : Boolean(optional || devOptional || peer);
  });
  if (same) stamp();
  return same;
}

function stamp() {
  writeFileSync(path.join(root, 'node_modules', '.bootstrap-stamp'), installFingerprint());
}

function installPackages() {
  if (isInstalled()) return;
  const startedAt = Date.now();
  say('Installing packages (once, and when they change) ...');
  // npm runs by its own Node: the project's is among what gets replaced.
  const npm = process.env.npm_execpath;
  const command = npm ? process.env.npm_node_execpath || process.execPath : 'npm';
  const args = [...(npm ? [npm] : []), 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: cleanEnvironment(),
  });
  if (status !== 0) {
    stop(
      `The packages could not be installed${error ? ` (${error.message})` : ''}. Check the network and disk space, then run it again.`,
    );
  }
  stamp();
  say(`Installed in ${seconds(startedAt)}`);
}

/** Without what npm passes to scripts, which a second npm would take for its own. */
function cleanEnvironment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|command)/.test(name)),
  );
  const outside = (folder) =>
    !folder.endsWith(path.join('node_modules', '.bin')) && !folder.includes('node-gyp-bin');
  env.PATH = (env.PATH ?? '').split(path.delimiter).filter(outside).join(path.delimiter);
  return env;
}

// ---------------------------------------------------------------- dashboard

function hasDashboard() {
  return existsSync(path.join(WEB, 'index.html')) && existsSync(path.join(WEB, 'src', 'main.tsx'));
}

function isBuilt() {
  if (!hasDashboard()) return true;
  return (
    existsSync(path.join(WEB, 'dist', 'index.html')) &&
    read(path.join(CACHE, 'web.hash')) === webFingerprint()
  );
}

function webFingerprint() {
  const sources = ['packages/web', 'packages/contract', 'packages/client'].map((folder) =>
    path.join(root, folder),
  );
  return hashOf([read(LOCKFILE), hashOfFolders(sources)]);
}

function buildDashboard() {
  if (isBuilt()) return;
  const startedAt = Date.now();
  say('Building the dashboard ...');
  const fingerprint = webFingerprint();
  // Built aside and swapped in: a running server never serves half a dashboard.
  const fresh = path.join(CACHE, `web-${process.pid}`);
  mkdirSync(CACHE, { recursive: true });
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
  const { status } = spawnSync(projectNode(), args, { cwd: WEB, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    stop('The dashboard could not be built: see above.');
  }
  rmSync(path.join(WEB, 'dist'), { recursive: true, force: true });
  renameSync(fresh, path.join(WEB, 'dist'));
  writeFileSync(path.join(CACHE, 'web.hash'), fingerprint);
  say(`Built in ${seconds(startedAt)}`);
}

// ---------------------------------------------------------------- small things

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readJson(file) {
  try {
    return JSON.parse(read(file));
  } catch {
    return undefined;
  }
}

function seconds(startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}

function say(line) {
  console.error(line);
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
