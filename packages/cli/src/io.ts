import type { Readable } from 'node:stream';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** The world around a command; tests bring their own. */
export interface Io {
  readonly environment: Environment;
  readonly cwd: string;
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  now(): Date;
  /** Aborts at the first SIGINT or SIGTERM; asking for it turns off that they end the process. */
  interruption(): AbortSignal;
}

export async function readAll(stdin: Readable): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const chunk of stdin) text += chunk as string;
  return text;
}
