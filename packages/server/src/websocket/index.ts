/**
 * The event socket /ws: live events, replay after a cut, logs as they grow. Owns websocket_sessions.
 * Invariants: after a resume each event comes once and in order; no client makes memory grow without bound; an event is
 * encoded once for all clients; a broken socket is nobody else's problem.
 */
import websocket from '@fastify/websocket';
import { TuttiError } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Engine, Log } from '@tutti/engine';
import type { FastifyInstance } from 'fastify';
import type { Lifecycle } from '../lifecycle.ts';
import { SocketHub } from './socket-hub.ts';

const MAX_FRAME_BYTES = 64 * 1024;

interface WebSocketDeps {
  engine: Engine;
  database: Database;
  log: Log;
  lifecycle: Lifecycle;
}

export async function registerWebSocket(
  app: FastifyInstance,
  { lifecycle, ...deps }: WebSocketDeps,
): Promise<void> {
  const hub = new SocketHub(deps);
  await app.register(websocket, {
    options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false, clientTracking: false },
    errorHandler: (error, socket) => {
      deps.log.debug({ err: error }, 'a WebSocket broke');
      socket.terminate();
    },
    preClose: async () => {
      await hub.stop();
      app.websocketServer.close();
    },
  });
  app.route({
    method: 'GET',
    url: '/ws',
    config: { scope: 'events:read' },
    handler: () => {
      throw new TuttiError('ROUTE_NOT_FOUND', '/ws takes WebSocket connections only.');
    },
    wsHandler: (socket, request) =>
      hub.connect(socket, {
        userAgent: request.headers['user-agent']?.slice(0, 500) ?? null,
        remoteAddress: request.ip,
        caller: request.caller,
      }),
  });
  app.addHook('onReady', (done) => {
    hub.start();
    done();
  });
  lifecycle.onDrain(() => hub.drain());
}
