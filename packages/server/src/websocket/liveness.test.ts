import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { beforeEach, expect, test } from 'vitest';
import { Liveness } from './liveness.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  pings = 0;
  terminated = false;
  ping(): void {
    this.pings++;
  }
  terminate(): void {
    this.terminated = true;
    this.emit('close');
  }
}

let nowMs: number;
let touched: number;
let liveness: Liveness;
let socket: FakeSocket;
beforeEach(() => {
  nowMs = 0;
  touched = 0;
  liveness = new Liveness({ monotonicMs: () => nowMs, alive: () => Promise.resolve(void touched++) });
  socket = new FakeSocket();
  liveness.watch(socket as unknown as WebSocket);
});

async function pass(ms: number): Promise<void> {
  for (const end = nowMs + ms; nowMs < end;) {
    nowMs += 5000;
    await liveness.tick();
  }
}

test('sockets are pinged every 30 s, and their sessions kept in one go', async () => {
  await pass(25_000);
  expect([socket.pings, touched]).toEqual([0, 0]);
  await pass(5000);
  expect([socket.pings, touched]).toEqual([1, 1]);
});

test('a socket that nothing comes from for 60 s is ended', async () => {
  await pass(55_000);
  expect(socket.terminated).toBe(false);
  await pass(5000);
  expect(socket.terminated).toBe(true);
});

test.each(['pong', 'message', 'ping'])('a %s is life', async (sign) => {
  for (let round = 0; round < 5; round++) {
    await pass(55_000);
    socket.emit(sign);
  }
  expect(socket.terminated).toBe(false);
});
