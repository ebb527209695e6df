import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { plainRedaction } from '@tutti/engine';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { RotatingFile } from './rotating-file.ts';

export interface Logging {
  log: Logger;
  file: string;
  /** Calls back with each line at level error and above. */
  onError(listener: (line: string) => void): void;
  close(): void;
}

/** Everything goes as JSON to the file in the home; warnings also to the terminal, in a form for people. */
export async function openLog({
  home,
  logLevel,
}: Pick<Configuration, 'home' | 'logLevel'>): Promise<Logging> {
  const file = path.join(home, 'logs', 'app.log');
  const rotating = new RotatingFile(file);
  const terminal = process.stderr.isTTY ? await prettyTerminal() : process.stderr;
  let onError: ((line: string) => void) | undefined;
  const streams = pino.multistream([
    { level: 'trace', stream: rotating },
    { level: 'warn', stream: terminal },
    { level: 'error', stream: { write: (line: string) => onError?.(line) } },
  ]);
  const hooks = { streamWrite: withoutCredentials };
  const log = pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks }, streams);
  return { log, file, onError: (listener) => (onError = listener), close: () => rotating.close() };
}

/** What has the shape of a credential stays out of our own log, too: addresses with passwords in messages of libraries. */
const withoutCredentials = (line: string): string => {
  const redacted = plainRedaction.json(line);
  return redacted.endsWith('\n') ? redacted : `${redacted}\n`;
};

async function prettyTerminal(): Promise<NodeJS.WritableStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: 2,
    sync: true,
    ignore: 'requestId',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
}
