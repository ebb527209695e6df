import { once } from 'node:events';
import net, { type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

export interface FaultProxy {
  host: string;
  port: number;
  /** Connections open now. */
  readonly connections: number;
  /** Resets every open connection. */
  cut(): void;
  /** Resets every open connection and refuses new ones until restore(). */
  refuse(): Promise<void>;
  /** Bytes of both directions arrive this much later. */
  delay(ms: number): void;
  /** Keeps connections open, accepts new ones, and lets nothing through until restore(). */
  blackhole(): void;
  /** Ends every fault. What a black hole swallowed stays lost, so its connections are reset. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

type Mode = 'pass' | 'blackhole';

/** A TCP proxy on 127.0.0.1 before a TCP port or a Unix socket, with faults on demand. */
export async function faultProxy(target: NetConnectOpts): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let mode: Mode = 'pass';
  let delayMs = 0;

  const server = net.createServer((downstream) => {
    const upstream = net.connect(target);
    join(downstream, upstream);
    join(upstream, downstream);
  });

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (mode === 'blackhole') return;
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.writable && to.write(chunk), delayMs);
    });
    from.on('error', () => reset(to));
    from.on('close', () => {
      sockets.delete(from);
      if (mode === 'pass') to.end();
    });
  }

  const port = await listen(server, 0);
  const cut = () => {
    for (const socket of sockets) reset(socket);
  };
  const stopListening = async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    cut();
    await closed;
  };

  return {
    host: '127.0.0.1',
    port,
    get connections() {
      return sockets.size / 2;
    },
    cut,
    refuse: stopListening,
    delay: (ms) => {
      delayMs = ms;
    },
    blackhole: () => {
      mode = 'blackhole';
    },
    restore: async () => {
      delayMs = 0;
      if (mode === 'blackhole') cut();
      mode = 'pass';
      if (!server.listening) await listen(server, port);
    },
    close: stopListening,
  };
}

async function listen(server: net.Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A reset (RST) where TCP knows it, so that the other side sees ECONNRESET rather than an orderly end. */
function reset(socket: Socket): void {
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
