import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

const MAX_BYTES = 10 * 1024 * 1024;
const KEEP = 4;
const FLUSH_MS = 50;
const FLUSH_LENGTH = 64 * 1024;

export interface RotatingFileOptions {
  maxBytes?: number;
  /** Older files to keep, named app.log.1 (the newest of them) and so on. */
  keep?: number;
}

/**
 * A log file that begins anew when it has grown large. Lines are gathered for a moment and written together: at
 * thousands of requests a second a system call for each would cost more than the requests.
 */
export class RotatingFile {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  readonly #flush = (): void => this.flush();
  #descriptor: number;
  #bytes: number;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, options: RotatingFileOptions = {}) {
    this.#file = file;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#keep = options.keep ?? KEEP;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#descriptor = openSync(file, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
    process.on('exit', this.#flush);
  }

  write(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length > FLUSH_LENGTH) this.flush();
    else this.#timer ??= setTimeout(this.#flush, FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    try {
      this.#bytes += writeSync(this.#descriptor, text);
      if (this.#bytes > this.#maxBytes) this.#rotate();
    } catch {
      // A full disk must not end the server; health tells of it.
    }
  }

  close(): void {
    this.flush();
    process.off('exit', this.#flush);
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    for (let index = this.#keep - 1; index >= 1; index--)
      renameIfThere(`${this.#file}.${index}`, `${this.#file}.${index + 1}`);
    renameSync(this.#file, `${this.#file}.1`);
    const old = this.#descriptor;
    this.#descriptor = openSync(this.#file, 'a', 0o600);
    this.#bytes = 0;
    closeSync(old);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
