import type { WebSocket } from 'ws';

interface LivenessDeps {
  monotonicMs: () => number;
  /** Called at each round of pings. */
  alive: () => Promise<void>;
}

const TICK_MS = 5000;
const PING_EVERY_MS = 30_000;
const DEAD_AFTER_MS = 60_000;

/** Pings sockets and ends those that nothing has come from for a minute: a cut cable closes none by itself. */
export class Liveness {
  readonly #deps: LivenessDeps;
  readonly #lastSeenMs = new Map<WebSocket, number>();
  #lastPingMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: LivenessDeps) {
    this.#deps = deps;
    this.#lastPingMs = deps.monotonicMs();
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), TICK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  watch(socket: WebSocket): void {
    const seen = (): void => void this.#lastSeenMs.set(socket, this.#deps.monotonicMs());
    seen();
    for (const sign of ['message', 'ping', 'pong'] as const) socket.on(sign, seen);
    socket.on('close', () => this.#lastSeenMs.delete(socket));
  }

  async tick(): Promise<void> {
    const now = this.#deps.monotonicMs();
    for (const [socket, seenMs] of this.#lastSeenMs) if (now - seenMs >= DEAD_AFTER_MS) socket.terminate();
    if (now - this.#lastPingMs < PING_EVERY_MS) return;
    this.#lastPingMs = now;
    for (const socket of this.#lastSeenMs.keys()) if (socket.readyState === socket.OPEN) socket.ping();
    await this.#deps.alive();
  }
}
