// Everything that can be told without running the program: types, lint, format, structure, dead code, generated files.
// Every step runs to its end, so that one look shows all there is to mend.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { ensureProjectNode, projectNode, root } from './project-node.mjs';

ensureProjectNode();

const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const STEPS = [
  { name: 'types', command: [bin('tsc'), '-b'] },
  {
    name: 'lint',
    command: [
      bin('oxlint'),
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
      '--format=unix',
    ],
  },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level=warn', '.'] },
  { name: 'imports', command: [projectNode(), 'scripts/check-imports.mjs'] },
  { name: 'dependencies', command: [projectNode(), 'scripts/check-dependencies.mjs'] },
  { name: 'dead code', command: [bin('knip'), '--no-config-hints', '--no-progress'] },
  { name: 'generated files', command: [projectNode(), 'scripts/generate.mjs', '--check'] },
];

const failed = [];
const waiting = [...STEPS];
// Two at a time on two cores: each of them is busy with one most of the time.
await Promise.all(Array.from({ length: Math.min(4, os.availableParallelism()) }, work));
console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const startedAt = performance.now();
    const { ok, output } = await run(step.command);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(16)} ${seconds} s`);
    if (ok) continue;
    failed.push(step.name);
    console.log(output.trim().replaceAll(/^/gm, '      '));
  }
}

function run([command, ...args]) {
  const env = { ...process.env, PATH: `${path.dirname(bin('node'))}${path.delimiter}${process.env.PATH}` };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
