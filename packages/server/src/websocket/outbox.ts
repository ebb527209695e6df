import { setTimeout as delay } from 'node:timers/promises';
import type { ServerMessage } from '@tutti/contract';
import { WebSocket } from 'ws';

/** Above this a client counts as slow, and events are no longer put in line for it. */
const SLOW_BYTES = 1024 * 1024;
/** Above this even answers do not fit any more: such a client asks without reading. */
const STUCK_BYTES = 2 * SLOW_BYTES;
/** A slow client has caught up below this. */
const DRAINED_BYTES = 64 * 1024;
const POLL_MS = 20;

/** https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
export const TRY_AGAIN_LATER = 1013;

const TEXT = { binary: false, compress: false, fin: true } as const;

/** What waits to be sent to one client. Never grows without bound. */
export class Outbox {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }
  get slow(): boolean {
    return this.#socket.bufferedAmount > SLOW_BYTES;
  }
  get drained(): boolean {
    return this.#socket.bufferedAmount < DRAINED_BYTES;
  }

  send(message: ServerMessage): void {
    this.sendFrame(Buffer.from(JSON.stringify(message)));
  }

  sendFrame(frame: Buffer): void {
    if (!this.open) return;
    if (this.#socket.bufferedAmount > STUCK_BYTES) return this.#socket.terminate();
    this.#socket.send(frame, TEXT);
  }

  /** Ends a connection on which events would be missing: a new one can resume without a gap. */
  giveUp(): void {
    this.#socket.close(TRY_AGAIN_LATER, 'the event log cannot be read just now');
  }

  /** Resolves once the client has read most of what was sent, or is gone. */
  async whenDrained(): Promise<void> {
    while (this.open && !this.drained) await delay(POLL_MS);
  }
}
