import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

let echo: net.Server;
let proxy: FaultProxy;

beforeAll(async () => {
  const port = await freePort();
  echo = net.createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(port, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(() => echo.close());
beforeEach(async () => {
  proxy = await faultProxy({ port: (echo.address() as net.AddressInfo).port, host: '127.0.0.1' });
});
afterEach(() => proxy.close());

async function connect(): Promise<Socket> {
  const socket = net.connect({ port: proxy.port, host: proxy.host });
  // The proxy ends connections by reset, and nobody needs to hear of it.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const ask = async (socket: Socket, text: string) => {
  socket.write(text);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
};

test('passes bytes both ways, and an orderly end', async () => {
  const socket = await connect();
  expect(await ask(socket, 'hello')).toBe('hello');
  expect(proxy.connections).toBe(1);
  socket.end();
  await once(socket, 'close');
  await until(() => proxy.connections === 0);
});

test('cuts by a reset', async () => {
  const socket = await connect();
  await ask(socket, 'x');
  const failed = once(socket, 'error');
  proxy.cut();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
});

test('refuses until restored, on the same port', async () => {
  await proxy.refuse();
  await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await proxy.restore();
  expect(await ask(await connect(), 'x')).toBe('x');
});

test('delays', async () => {
  const socket = await connect();
  proxy.delay(30);
  const startedAt = performance.now();
  await ask(socket, 'x');
  expect(performance.now() - startedAt).toBeGreaterThan(55);
});

test('swallows silently, and resets those connections when restored', async () => {
  const socket = await connect();
  await ask(socket, 'x');
  proxy.blackhole();
  let heard = false;
  socket.on('data', () => (heard = true));
  socket.write('lost');
  const failed = once(socket, 'error');
  await proxy.restore();
  await failed;
  expect(heard).toBe(false);
});
