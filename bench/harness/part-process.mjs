import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const entry = path.resolve(import.meta.dirname, '..', 'part.mjs');
const LIMIT_MS = 300_000;
const END_LIMIT_MS = 3000;

/**
 * Starts one part of a measure in a process of its own. `ready` resolves to what the part says through `ready()`,
 * `result` to what it returns; a part that takes too long is ended.
 */
export function startPart(measure, part, input, { profileFolder, nodeOptions = [] } = {}) {
  const profile = profileFolder
    ? [
        '--cpu-prof',
        `--cpu-prof-dir=${profileFolder}`,
        `--cpu-prof-name=${measure}-${part}-${input.peer ?? 'tutti'}-${Date.now()}.cpuprofile`,
      ]
    : [];
  const args = ['--no-warnings', ...profile, ...nodeOptions, entry, measure, part];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-2000)));
  const ready = Promise.withResolvers();
  const result = Promise.withResolvers();
  const listeners = new Set();
  let returned;
  const timer = setTimeout(() => child.kill('SIGKILL'), input.limitMs ?? LIMIT_MS);
  child.on('message', (message) => {
    if (message.kind === 'ready') ready.resolve(message.value);
    else if (message.kind === 'result') returned = message;
    else if (message.kind === 'failed') result.reject(new Error(message.reason));
    else for (const listener of listeners) listener(message.value);
  });
  child.once('close', (code, signal) => {
    clearTimeout(timer);
    // Only now, so that its profile is written and its processor time is over.
    if (returned) return result.resolve(returned.value);
    const lastWords = complaint.trim().split('\n').slice(-3).join(' ');
    const error = new Error(
      `${part} ended with ${signal ?? `exit code ${code}`}${lastWords ? `: ${lastWords}` : ''}`,
    );
    ready.reject(error);
    result.reject(error);
  });
  child.send({ kind: 'input', value: input });
  result.promise.catch((error) => ready.reject(error));
  ready.promise.catch(() => {});
  return {
    pid: child.pid,
    ready: ready.promise,
    result: result.promise,
    tell: (value) => child.connected && child.send({ kind: 'told', value }),
    onTold: (listener) => listeners.add(listener),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      await once(child, 'close');
      clearTimeout(patience);
    },
  };
}
