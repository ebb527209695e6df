import { existsSync, renameSync, statSync } from 'node:fs';
import { pino } from 'pino';

const MAX_BYTES = 10 * 1024 * 1024;
const KEEP = 4;

export interface RotatingFileOptions {
  maxBytes?: number;
  /** Older files to keep, named app.log.1 (the newest of them) and so on. */
  keep?: number;
}

/** A log file that begins anew when it has grown large. Lines are written in the background. */
export class RotatingFile {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  readonly #target: ReturnType<typeof pino.destination>;
  #bytes: number;

  constructor(file: string, options: RotatingFileOptions = {}) {
    this.#file = file;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#keep = options.keep ?? KEEP;
    this.#bytes = existsSync(file) ? statSync(file).size : 0;
    this.#target = pino.destination({ dest: file, sync: false, mkdir: true });
    // A full disk must not end the server; health tells of it.
    this.#target.on('error', () => {});
  }

  write(line: string): void {
    this.#bytes += Buffer.byteLength(line);
    this.#target.write(line);
    if (this.#bytes > this.#maxBytes) this.#rotate();
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#target.once('close', resolve);
      this.#target.end();
    });
  }

  #rotate(): void {
    this.#bytes = 0;
    const nameOf = (index: number) => (index === 0 ? this.#file : `${this.#file}.${index}`);
    try {
      for (let index = this.#keep - 1; index >= 0; index--) {
        if (existsSync(nameOf(index))) renameSync(nameOf(index), nameOf(index + 1));
      }
      this.#target.reopen();
    } catch {
      // Growing on is better than losing lines.
    }
  }
}
