import { spawn, type ChildProcess } from 'node:child_process';
import { until } from '@tutti/testkit';
import { BIN, end, outside } from './running-tutti.ts';

type Told = Record<string, unknown> & { event: string };

export interface RunningWorker {
  child: ChildProcess;
  /** All that it has told so far. */
  told: Told[];
  /** What it printed that is no event: errors, and lines for people. */
  said(): string;
  /** Waits until it has told of such an event. */
  until(event: string, fields?: Record<string, unknown>): Promise<Told>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A real `tutti worker`. */
export function spawnWorker(words: readonly string[], environment: Record<string, string>): RunningWorker {
  const child = spawn(process.execPath, [BIN, 'worker', '--json', ...words], {
    env: { ...outside(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: Told[] = [];
  let [line, rest] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    line += text;
    for (let at = line.indexOf('\n'); at >= 0; at = line.indexOf('\n')) {
      const { data, error } = JSON.parse(line.slice(0, at)) as { data?: Told; error?: object };
      if (data) told.push(data);
      else rest += JSON.stringify(error);
      line = line.slice(at + 1);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (rest += text));
  return {
    child,
    told,
    said: () => rest,
    until: (event, fields = {}) =>
      until(
        () =>
          told.find(
            (one) =>
              one.event === event && Object.entries(fields).every(([name, value]) => one[name] === value),
          ),
        { timeoutMs: 40_000, what: `${event} ${JSON.stringify(fields)}` },
      ),
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}
