import type { ServerMessage } from '@tutti/contract';

/** The part of a WebSocket that is used: the browser's, Node's and that of `ws` all fit. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
}
export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface Connection {
  /** A message for a socket that is no longer open is dropped: what matters is sent again after a reconnect. */
  send(text: string): void;
  close(): void;
}

const OPEN = 1;

/** Opens a socket and tells of its messages and, once, of its end; after `close` it tells nothing more. */
export function openSocket(
  url: string,
  WebSocket: WebSocketConstructor,
  on: { message: (message: ServerMessage) => void; closed: () => void },
): Connection {
  let listening = true;
  const socket = new WebSocket(url);
  const end = (): void => {
    if (!listening) return;
    listening = false;
    on.closed();
  };
  socket.addEventListener('message', ({ data }) => {
    const message = listening ? parsed(data) : undefined;
    if (message) on.message(message);
  });
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  return {
    send: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    close: () => {
      listening = false;
      socket.close();
    },
  };
}

/** A frame that is not a message of the contract is passed over: a newer server may send kinds this client ignores. */
function parsed(data: unknown): ServerMessage | undefined {
  try {
    const message = JSON.parse(String(data)) as Partial<ServerMessage> | null;
    return typeof message?.type === 'string' ? (message as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
