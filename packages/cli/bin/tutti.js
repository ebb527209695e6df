#!/usr/bin/env node
// Plain JavaScript for Node 18 and newer: finds a Node that can run the rest, or is one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

const NEEDED_MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) await runHere();
else runWith(ownNode());

async function runHere() {
  // A command that ends soon is quicker when the young generation grows at once instead of being swept five times.
  if (process.argv[2] !== 'start') v8.setFlagsFromString('--semi-space-growth-factor=16');
  // A folder of the user's own: in a shared one another user could put code there first.
  if (!process.env.NODE_COMPILE_CACHE) {
    module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tutti'));
  }
  const compiled = join(here, '..', 'src', 'main.js');
  const { run } = await import(existsSync(compiled) ? compiled : '../src/main.ts');
  await run();
}

/** The Node that was installed with the project, in this folder's node_modules or one above. */
function ownNode() {
  const names =
    process.platform === 'win32'
      ? [`node-win-${process.arch}/bin/node.exe`]
      : ['.bin/node', `node-${process.platform}-${process.arch}/bin/node`];
  for (let folder = here; ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, 'node_modules', name)).find((path) => existsSync(path));
    if (found) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

function runWith(node) {
  if (!node) {
    process.stderr.write(
      `error  Tutti needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}, and none was installed beside Tutti\n` +
        `try    npm install, or install Node ${NEEDED_MAJOR}: https://nodejs.org/en/download\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`error  ${node} cannot be started: ${error.message}\ntry    npm install\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
