import { ERROR_CODES, type ErrorCode } from '@tutti/contract';
import { expect, test } from 'vitest';
import {
  ApiError,
  createMutationQueue,
  MutationQueueFullError,
  NetworkError,
  type Client,
  type PendingMutation,
} from './index.ts';
import { newKey } from './new-key.ts';

const refusal = (status: number, code: ErrorCode): ApiError =>
  new ApiError({ type: 'about:blank', title: ERROR_CODES[code], status, code, detail: code, requestId: 'r' });
const offline = new NetworkError('http://127.0.0.1:1', new Error('refused'));

type Reply = Error | { id: number };

function setup(limit?: number) {
  const replies: Reply[] = [];
  const calls: { id: number; key: string | undefined }[] = [];
  const refused: [PendingMutation, ApiError][] = [];
  const sizes: number[] = [];
  const disableSchedule: Client['disableSchedule'] = ({ params }, options) => {
    calls.push({ id: Number(params.id), key: options?.idempotencyKey });
    const reply = replies.shift() ?? { id: Number(params.id) };
    return reply instanceof Error
      ? Promise.reject(reply)
      : (Promise.resolve(reply) as ReturnType<Client['disableSchedule']>);
  };
  const queue = createMutationQueue({
    client: { disableSchedule } as Client,
    ...(limit !== undefined && { limit }),
    onRefused: (mutation, error) => refused.push([mutation, error]),
    onChange: (size) => sizes.push(size),
  });
  const disable = (id: number) => queue.mutate('disableSchedule', { params: { id } });
  return { queue, replies, calls, refused, sizes, disable };
}

test('while online a mutation goes straight through, and a refusal is thrown', async () => {
  const { disable, replies } = setup();
  expect(await disable(1)).toEqual({ kind: 'done', value: { id: 1 } });
  replies.push(refusal(404, 'SCHEDULE_NOT_FOUND'));
  await expect(disable(2)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
});

test('a lost connection queues, and going online replays in order with the same keys', async () => {
  const { queue, disable, replies, calls, sizes } = setup();
  replies.push(offline);
  const first = await disable(1);
  const second = await disable(2);
  expect(queue).toMatchObject({ online: false, size: 2 });
  await queue.setOnline(true);
  expect(calls.map(({ id }) => id)).toEqual([1, 1, 2]);
  expect(first).toEqual({ kind: 'queued', idempotencyKey: calls[0]?.key });
  expect(calls[1]?.key).toBe(calls[0]?.key);
  expect(second).toEqual({ kind: 'queued', idempotencyKey: calls[2]?.key });
  expect(sizes).toEqual([1, 2, 1, 0]);
});

test('a refused one is reported and the rest goes on', async () => {
  const { queue, disable, replies, refused, calls } = setup();
  await queue.setOnline(false);
  await disable(1);
  await disable(2);
  replies.push(refusal(412, 'PRECONDITION_FAILED'));
  await queue.setOnline(true);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.[0].input).toEqual({ params: { id: 1 } });
  expect(calls.map(({ id }) => id)).toEqual([1, 2]);
  expect(queue.size).toBe(0);
});

test.each([offline, refusal(503, 'DRAINING')])(
  'a replay that meets "%s" keeps what waits',
  async (trouble) => {
    const { queue, disable, replies, refused } = setup();
    await queue.setOnline(false);
    await disable(1);
    replies.push(trouble);
    await queue.setOnline(true);
    expect(queue).toMatchObject({ online: false, size: 1 });
    await queue.setOnline(true);
    expect(queue.size).toBe(0);
    expect(refused).toEqual([]);
  },
);

test('one made during a replay waits for its turn', async () => {
  const { queue, disable, calls } = setup();
  await queue.setOnline(false);
  await disable(1);
  const replay = queue.setOnline(true);
  expect(await disable(2)).toMatchObject({ kind: 'queued' });
  await replay;
  expect(calls.map(({ id }) => id)).toEqual([1, 2]);
});

test('takes 100 and no more; clear forgets them', async () => {
  const { queue, disable } = setup();
  await queue.setOnline(false);
  for (let id = 1; id <= 100; id += 1) await disable(id);
  await expect(disable(101)).rejects.toBeInstanceOf(MutationQueueFullError);
  queue.clear();
  expect(queue.size).toBe(0);
});

test('a call that changes nothing is not queued', async () => {
  const { queue } = setup();
  await expect(queue.mutate('listSchedules', {})).rejects.toThrow('changes nothing');
});

test('one that waits can be taken back, and the others go on', async () => {
  const { queue, disable, calls } = setup();
  await queue.setOnline(false);
  const first = await disable(1);
  await disable(2);
  queue.discard(first.kind === 'queued' ? first.idempotencyKey : '');
  queue.discard('unknown');
  expect(queue.size).toBe(1);
  await queue.setOnline(true);
  expect(calls.map(({ id }) => id)).toEqual([2]);
});

test('a server that shuts down counts as away', async () => {
  const { queue, disable, replies } = setup();
  replies.push(refusal(503, 'DRAINING'));
  expect(await disable(1)).toMatchObject({ kind: 'queued' });
  expect(queue).toMatchObject({ online: false, size: 1 });
});

test('a page without a secure origin makes keys too', () => {
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  try {
    expect(newKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newKey()).not.toBe(newKey());
  } finally {
    Object.defineProperty(crypto, 'randomUUID', { value: randomUUID, configurable: true });
  }
});
