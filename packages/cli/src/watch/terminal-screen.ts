import type { Io } from '../io.ts';
import type { Screen } from './watch-screen.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const INTERRUPT = '\u0003';

/** The whole of a terminal, given back as it was. */
export class TerminalScreen {
  readonly #io: Io;
  #onKey: ((chunk: Buffer | string) => void) | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  get size(): Screen {
    const { columns = 80, rows = 24 } = this.#io.stdout;
    return { columns: Math.max(20, columns), rows: Math.max(5, rows) };
  }

  /** `onQuit` is called for q and Ctrl-C: in this mode the terminal sends no signal for them. */
  open(onQuit: () => void): void {
    this.#io.stdout.write(ENTER);
    const { stdin } = this.#io;
    if (!stdin.isTTY || !stdin.setRawMode) return;
    stdin.setRawMode(true);
    this.#onKey = (chunk) => {
      const keys = String(chunk);
      if (keys.includes(INTERRUPT) || keys.toLowerCase().includes('q')) onQuit();
    };
    stdin.on('data', this.#onKey);
    stdin.resume();
  }

  draw(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}${CLEAR_LINE}`).join('\r\n');
    this.#io.stdout.write(`${HOME}${text}${CLEAR_BELOW}`);
  }

  close(): void {
    const { stdin } = this.#io;
    if (this.#onKey) {
      stdin.off('data', this.#onKey);
      stdin.setRawMode?.(false);
      stdin.pause();
    }
    this.#io.stdout.write(LEAVE);
  }
}
