import { Readable } from 'node:stream';
import { main } from '../src/main.ts';
import type { Environment, Io } from '../src/io.ts';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The one object that --json prints. */
  json: {
    success: boolean;
    data: never;
    error: { code: string; message: string; details: never; suggestion: string | null };
  };
}

export interface RunOptions {
  environment?: Environment;
  cwd?: string;
  stdin?: string;
  isTerminal?: boolean;
  interruption?: AbortSignal;
  /** Hears what is written to standard output as it comes. */
  onOutput?: (text: string) => void;
}

/** Runs a command in this process, as from a pipe unless told otherwise. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { environment = {}, cwd = process.cwd(), stdin = '', isTerminal = false, interruption } = options;
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY: isTerminal,
    columns: 100,
    write: (text: string) => {
      written[name] += text;
      if (name === 'stdout') options.onOutput?.(text);
    },
  });
  const io: Io = {
    environment: { LANG: 'C.UTF-8', TERM: 'xterm', ...environment },
    cwd,
    stdin: Object.assign(Readable.from([stdin]), { isTTY: isTerminal }),
    stdout: output('stdout'),
    stderr: output('stderr'),
    now: () => new Date(),
    interruption: () => interruption ?? new AbortController().signal,
  };
  const exitCode = await main(argv, io);
  return {
    exitCode,
    ...written,
    get json() {
      return JSON.parse(written.stdout) as Ran['json'];
    },
  };
}

/** Splits a line as a shell does, as far as examples need it. */
export function shellWords(line: string): string[] {
  return Array.from(line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}
