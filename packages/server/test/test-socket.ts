import type { ClientMessage, ServerMessage } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { WebSocket } from 'ws';

type Message<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

export interface TestSocket {
  socket: WebSocket;
  messages: ServerMessage[];
  send(message: ClientMessage | string): void;
  /** Waits for the next message of a type that has not been waited for yet. */
  next<T extends ServerMessage['type']>(type: T): Promise<Message<T>>;
  /** Event ids so far, in order. */
  eventIds(): string[];
  closed: Promise<number>;
}

export function openTestSocket(url: string, options: { headers?: Record<string, string> } = {}): TestSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, options);
  const messages: ServerMessage[] = [];
  const seen = new Set<ServerMessage>();
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as ServerMessage));
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: async (type) => {
      const find = () => messages.find((message) => message.type === type && !seen.has(message));
      await until(() => find() !== undefined, { timeoutMs: 15_000, what: `a message ${type}` });
      const found = find() as ServerMessage;
      seen.add(found);
      return found as Message<typeof type>;
    },
    eventIds: () => messages.flatMap((message) => (message.type === 'event' ? [message.event.id] : [])),
  };
}
