import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { temporaryFolder } from '@tutti/testkit';

export const BIN = path.join(import.meta.dirname, '..', 'bin', 'tutti.js');

export interface RunningTutti {
  url: string;
  home: string;
  /** What a command needs to reach it. */
  environment: Record<string, string>;
  child: ChildProcess;
  /** What it said of itself. */
  started: { url: string };
  stop(): Promise<void>;
}

/** A real `tutti start` with a home of its own. */
export async function startTutti(
  words: readonly string[] = [],
  more: Record<string, string> = {},
): Promise<RunningTutti> {
  const folder = await temporaryFolder({ prefix: 'tutti-cli-' });
  const environment = { TUTTI_HOME: folder.path, PORT: '0', LOG_LEVEL: 'error', ...NO_LIMITS };
  const child = spawn(process.execPath, [BIN, 'start', '--json', ...words], {
    env: { ...outside(), ...environment, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await firstLine(child);
  const { data } = JSON.parse(line) as { data?: { url: string } };
  if (!data) throw new Error(`tutti start failed: ${line}`);
  const stop = async (): Promise<void> => {
    await end(child);
    await folder.remove();
  };
  return {
    url: data.url,
    home: folder.path,
    environment: { ...environment, TUTTI_API_URL: data.url },
    child,
    started: data,
    stop,
  };
}

const NO_LIMITS = { TUTTI_CPU_LIMIT: '100', TUTTI_MEMORY_LIMIT: '100' };

/**
 * What a child gets of this environment: nothing that is meant for Tutti, which may be running these tests. How busy the
 * machine is must not hold their work up.
 */
export const outside = (): Record<string, string | undefined> => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TUTTI_|npm_|PORT$|HOST$|DATABASE_URL$|NODE_ENV$)/.test(name),
    ),
  ),
  ...NO_LIMITS,
});

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error(`tutti start ended with ${child.exitCode}: ${text}`);
}
