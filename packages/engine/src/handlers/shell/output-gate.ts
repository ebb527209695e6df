import type { OutputStream } from './executor.ts';
import type { DroppedBytes } from './spawner-messages.ts';

/** Unread bytes of one run on their way to the engine before the command is slowed down. */
const WINDOW_BYTES = 256 * 1024;
/** Holds the 10,000 characters of a result's tail, whatever their size in UTF-8. */
const TAIL_BYTES = 40_000;

/** Decides which output of a run is handed on, keeping the tail of what is not. */
export class OutputGate {
  #room: number;
  #unread = 0;
  #droppedBytes = 0;
  readonly #tails: Partial<Record<OutputStream, Buffer>> = {};

  constructor(limitBytes: number) {
    this.#room = limitBytes;
  }

  /** The engine is behind. */
  get full(): boolean {
    return this.#unread > WINDOW_BYTES;
  }

  get dropped(): DroppedBytes | undefined {
    return this.#droppedBytes > 0 ? { bytes: this.#droppedBytes, tails: this.#tails } : undefined;
  }

  /** The part to hand on. */
  pass(stream: OutputStream, bytes: Buffer): Buffer {
    const passed = bytes.subarray(0, this.#room);
    this.#room -= passed.length;
    this.#unread += passed.length;
    if (passed.length < bytes.length) this.#drop(stream, bytes.subarray(passed.length));
    return passed;
  }

  /** True when the engine has caught up. */
  consumed(bytes: number): boolean {
    const wasFull = this.full;
    this.#unread -= bytes;
    return wasFull && !this.full;
  }

  #drop(stream: OutputStream, bytes: Buffer): void {
    this.#droppedBytes += bytes.length;
    const joined =
      bytes.length >= TAIL_BYTES ? bytes : Buffer.concat([this.#tails[stream] ?? Buffer.alloc(0), bytes]);
    this.#tails[stream] = joined.subarray(-TAIL_BYTES);
  }
}
