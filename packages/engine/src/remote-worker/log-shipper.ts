import type { LogStream } from '@tutti/contract';
import { storableText } from '../kernel/index.ts';

const SHIP_EVERY_MS = 100;
const MOST_CHARACTERS_A_CALL = 256 * 1024;
const MOST_ENTRIES_A_CALL = 1000;

interface Entry {
  text: string;
  stream: LogStream;
}

/** Sends the output of one run on its way, in order and in few calls. `send` rejects when there is no sense in sending more. */
export class LogShipper {
  readonly #send: (entries: Entry[]) => Promise<unknown>;
  #waiting: Entry[] = [];
  #characters = 0;
  #timer: NodeJS.Timeout | undefined;
  #shipping: Promise<void> | undefined;
  #closed = false;

  constructor(send: (entries: Entry[]) => Promise<unknown>) {
    this.#send = send;
  }

  append(text: string, stream: LogStream): void {
    if (this.#closed) return;
    for (const piece of piecesOf(storableText(text))) this.#waiting.push({ text: piece, stream });
    this.#characters += text.length;
    if (this.#characters > MOST_CHARACTERS_A_CALL) void this.#ship();
    else this.#timer ??= setTimeout(() => void this.#ship(), SHIP_EVERY_MS);
  }

  /** Resolves when all has been sent, or none can be. */
  settled(): Promise<void> {
    return this.#ship();
  }

  #ship(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return (this.#shipping ??= this.#shipAll().finally(() => (this.#shipping = undefined)));
  }

  async #shipAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#take();
      try {
        await this.#send(entries);
      } catch {
        this.#closed = true;
        this.#waiting = [];
      }
    }
  }

  #take(): Entry[] {
    let characters = 0;
    let count = 0;
    for (const { text } of this.#waiting) {
      if (count === MOST_ENTRIES_A_CALL || (count > 0 && characters + text.length > MOST_CHARACTERS_A_CALL))
        break;
      characters += text.length;
      count += 1;
    }
    this.#characters -= characters;
    return this.#waiting.splice(0, count);
  }
}

/** Not cut between the halves of a character. */
function* piecesOf(text: string): Iterable<string> {
  for (let start = 0; start < text.length;) {
    const end = start + MOST_CHARACTERS_A_CALL;
    const isWithin = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
    yield text.slice(start, isWithin ? end - 1 : end);
    start = isWithin ? end - 1 : end;
  }
}
