import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quietMachine } from '../harness/quiet.mjs';

const CLI = path.resolve(import.meta.dirname, '../../packages/cli/bin/tutti.js');
const REST_MS = 30_000;
const LOOK_MS = 10;
const START_LIMIT_MS = 60_000;

/** A whole node as a user starts it, with its own PostgreSQL: how soon it is healthy, and what it holds at rest. */
export async function run({ folder, part, quick }) {
  const home = await folder();
  const cold = await part('start', { home });
  const { startMs, nodeMb, spawnerMb } = await part('start', { home, restMs: quick ? 5000 : REST_MS });
  const ownProcess = spawnerMb === undefined ? {} : { 'memory-spawner': spawnerMb };
  return { 'start-cold': cold.startMs, 'start-warm': startMs, memory: nodeMb, ...ownProcess };
}

export const parts = {
  async start({ home, quietMs, restMs }) {
    await quietMachine(quietMs);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const startedMs = performance.now();
    const environment = {
      ...process.env,
      TUTTI_HOME: home,
      PORT: String(port),
      TUTTI_EXAMPLES: 'false',
      TUTTI_CPU_LIMIT: '100',
      TUTTI_MEMORY_LIMIT: '100',
      DATABASE_URL: undefined,
    };
    const node = spawn(process.execPath, [CLI, 'start'], {
      cwd: home,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const complaint = collect(node.stderr);
    try {
      await healthy(node, url, complaint);
      const startMs = performance.now() - startedMs;
      return { startMs, ...(restMs !== undefined && (await memoryAtRest(node.pid, url, restMs))) };
    } finally {
      node.kill('SIGTERM');
      if (node.exitCode === null && node.signalCode === null) await once(node, 'exit');
    }
  },
};

async function healthy(node, url, complaint) {
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until) {
    if (node.exitCode !== null)
      throw new Error(`the node ended with exit code ${node.exitCode}: ${complaint().slice(-300)}`);
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(LOOK_MS);
  }
  throw new Error(`the node was not healthy within ${START_LIMIT_MS} ms: ${complaint().slice(-300)}`);
}

/** After one command has run, so that the spawner is there too: a node that never ran anything is no node at rest. */
async function memoryAtRest(pid, url, restMs) {
  const body = JSON.stringify({ taskType: 'shell_command', taskConfig: { command: '/bin/true', args: [] } });
  await fetch(`${url}/api/v2/execution/executions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await delay(restMs);
  const spawner = childrenOf(pid).find((child) => commandOf(child).includes('spawner'));
  return { nodeMb: residentMb(pid), ...(spawner && { spawnerMb: residentMb(spawner) }) };
}

const residentMb = (pid) =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

const childrenOf = (pid) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === String(pid));

function parentOf(pid) {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

const commandOf = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

function collect(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece) => (text += piece));
  return () => text;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
