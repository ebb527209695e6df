import type { LogChunk } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { type Engine, type TaskContext, defineHandler } from '../index.ts';

const { setup } = engineTests();
const quick = { maxRetries: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 };
const FINAL = ['completed', 'failed'];

async function logOf(engine: Engine, key: string): Promise<LogChunk[]> {
  const chunks: LogChunk[] = [];
  for (let fromSeq = 0, done = false; !done;) {
    const page = await engine.logs.read(key, { fromSeq, limit: 7 });
    chunks.push(...page.items);
    fromSeq = page.nextSeq;
    done = page.done;
  }
  return chunks;
}
const textOf = (chunks: readonly LogChunk[]): string => chunks.map(({ text }) => text).join('');

/** Runs work that logs, and answers the log once it is over. */
async function logged(
  work: (context: TaskContext) => unknown,
  options: { logLimitBytes?: number } = {},
): Promise<LogChunk[]> {
  const t = await setup();
  const engine = await t.started({
    handlers: [defineHandler('talk', work, { retryPolicy: quick })],
    ...options,
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'talk' });
  await t.reached(engine, executionId, ...FINAL);
  return logOf(engine, executionId);
}

test('lines come back in order, with their streams, numbered without gaps', async () => {
  const chunks = await logged((context) => {
    for (let line = 0; line < 100; line++) context.log(`line ${line}`, line % 2 ? 'stderr' : 'stdout');
    context.log('with an end\n', 'system');
  });
  expect(chunks.map(({ seq }) => seq)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  expect(textOf(chunks)).toBe(
    `${Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('')}with an end\n`,
  );
  expect(chunks.map(({ stream }) => stream).slice(0, 4)).toEqual(['stdout', 'stderr', 'stdout', 'stderr']);
  expect(chunks.every(({ attempt, at }) => attempt === 1 && !Number.isNaN(Date.parse(at)))).toBe(true);
});

test('the log is complete when the execution is over', async () => {
  const t = await setup();
  const engine = await t.started({
    maxConcurrent: 20,
    handlers: [defineHandler('talk', (context) => context.log(`I am ${context.id}`))],
  });
  const all = await engine.executions.enqueueMany(Array.from({ length: 50 }, () => ({ taskType: 'talk' })));
  for (const { executionId, id } of all) {
    await t.reached(engine, executionId, 'completed');
    expect(await engine.logs.read(executionId, { fromSeq: 0, limit: 10 })).toMatchObject({
      items: [{ seq: 1, text: `I am ${id}\n` }],
      nextSeq: 2,
      done: true,
    });
  }
});

test('what PostgreSQL would refuse is replaced; what is long is cut into pieces, never within a character', async () => {
  const smile = '😀';
  const long = `x${smile.repeat(20_000)}`;
  const chunks = await logged((context) => {
    context.log('nul \0 and half \ud83d of a pair');
    context.log(long);
  });
  expect(chunks.length).toBeGreaterThan(3);
  expect(textOf(chunks)).toBe(`nul \ufffd and half \ufffd of a pair\n${long}\n`);
  expect(chunks.every(({ text }) => text.isWellFormed() && text.length <= 16 * 1024)).toBe(true);
});

test('a log beyond its limit is cut, and the cut is marked', async () => {
  const chunks = await logged(
    (context) => {
      for (let line = 0; line < 100; line++) context.log('é'.repeat(20));
      context.log('said by the engine', 'system');
    },
    { logLimitBytes: 1000 },
  );
  const out = textOf(chunks.filter(({ stream }) => stream !== 'system'));
  expect(Buffer.byteLength(out)).toBeLessThanOrEqual(1000);
  expect(Buffer.byteLength(out)).toBeGreaterThan(990);
  expect(out).not.toContain('\ufffd');
  expect(chunks.at(-1)).toMatchObject({
    stream: 'system',
    text: 'log cut at 1000 bytes; 3100 more were dropped\n',
  });
  expect(textOf(chunks)).toContain('said by the engine');
});

test('a second attempt goes on where the first ended', async () => {
  const chunks = await logged((context) => {
    context.log(`attempt ${context.attempt} begins`);
    context.log('and ends');
    if (context.attempt < 3) throw new Error('again');
  });
  expect(chunks.map(({ seq, attempt }) => [seq, attempt])).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [6, 3],
  ]);
  expect(textOf(chunks)).toBe([1, 2, 3].map((attempt) => `attempt ${attempt} begins\nand ends\n`).join(''));
});

test('a follower gets every chunk once, in order, while it grows, also what another node writes', async () => {
  const t = await setup();
  const gate = { line: 0, next: Promise.withResolvers<undefined>() };
  const worker = await t.started({
    handlers: [
      defineHandler('talk', async (context) => {
        for (let line = 0; line < 30; line++) {
          if (line % 10 === 0) await gate.next.promise;
          context.log(`line ${line}`);
        }
      }),
    ],
  });
  const reader = await t.engine();
  const { executionId } = await worker.executions.enqueue({ taskType: 'talk' });
  const seen: LogChunk[] = [];
  const stop = reader.logs.follow(executionId, 0, (chunks) => void seen.push(...chunks));
  const late: LogChunk[] = [];
  gate.next.resolve(undefined);
  await until(() => seen.length === 30);
  const stopLate = reader.logs.follow(executionId, 21, (chunks) => void late.push(...chunks));
  await until(() => late.length === 10);
  expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(late.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, index) => index + 21));
  stop();
  stopLate();
});

test('the log of one that never ran is empty, and not over while it may still run', async () => {
  const t = await setup();
  const engine = await t.engine();
  const { executionId } = await engine.executions.enqueue({ taskType: 'talk' });
  expect(await engine.logs.read(executionId, { fromSeq: 0, limit: 10 })).toEqual({
    items: [],
    nextSeq: 0,
    prevSeq: null,
    done: false,
  });
  await expect(
    engine.logs.read('01900000-0000-7000-8000-000000000000', { fromSeq: 0, limit: 1 }),
  ).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
});

describe('backwards', () => {
  /** Pieces 1 to 40: one line each, but 11 to 20 hold half a line and 31 holds five. */
  const piece = (seq: number): string =>
    seq > 10 && seq <= 20 ? `half ${seq} ` : seq === 31 ? 'a\nb\nc\nd\ne\n' : `line ${seq}\n`;
  const seqs = ({ items }: { items: LogChunk[] }): string =>
    items.length === 0 ? '' : `${items[0]?.seq}-${items.at(-1)?.seq}`;

  async function stored(): Promise<{ engine: Engine; id: string }> {
    const t = await setup();
    const engine = await t.started({ handlers: [defineHandler('silent', () => 1)] });
    const { executionId } = await engine.executions.enqueue({ taskType: 'silent' });
    await t.reached(engine, executionId, 'completed');
    await t.rows(
      `insert into execution_logs (execution_id, seq, attempt, stream, text) select $1, * from unnest($2::int[], $3::int[], $4::text[], $5::text[])`,
      [
        executionId,
        Array.from({ length: 40 }, (_, index) => index + 1),
        Array.from({ length: 40 }, () => 1),
        Array.from({ length: 40 }, () => 'stdout'),
        Array.from({ length: 40 }, (_, index) => piece(index + 1)),
      ],
    );
    return { engine, id: executionId };
  }

  test('the last pieces, and those before them, join without a gap', async () => {
    const { engine, id } = await stored();
    const all = await logOf(engine, id);
    const read: LogChunk[] = [];
    for (let before: number | null = 1000; before !== null;) {
      const page = await engine.logs.read(id, { fromSeq: 0, limit: 7, before });
      read.unshift(...page.items);
      before = page.prevSeq;
    }
    expect(read).toEqual(all);
    expect(all).toHaveLength(40);
  });

  test('as many as hold the last lines, wherever lines begin', async () => {
    const { engine, id } = await stored();
    const tail = async (lines: number, more = {}) =>
      seqs(await engine.logs.read(id, { fromSeq: 0, limit: 500, tail: lines, ...more }));
    expect(await tail(1)).toBe('39-40');
    expect(await tail(10)).toBe('31-40');
    expect(await tail(14)).toBe('30-40');
    expect(await tail(15)).toBe('29-40');
    expect(await tail(24)).toBe('10-40');
    expect(await tail(1000)).toBe('1-40');
    expect(await tail(2, { before: 21 })).toBe('8-20');
    expect(await tail(1000, { limit: 5 })).toBe('36-40');
    expect(await tail(1000, { fromSeq: 33 })).toBe('33-40');
    expect(await tail(1000, { before: 1 })).toBe('');
  });

  test('a page says where it goes on either way, and whether more can come', async () => {
    const { engine, id } = await stored();
    const read = async (range: object) => {
      const { items: _, ...rest } = await engine.logs.read(id, { fromSeq: 0, limit: 10, ...range });
      return rest;
    };
    expect(await read({ tail: 1 })).toEqual({ nextSeq: 41, prevSeq: 39, done: true });
    expect(await read({ before: 11 })).toEqual({ nextSeq: 11, prevSeq: null, done: false });
    expect(await read({ before: 12 })).toEqual({ nextSeq: 12, prevSeq: 2, done: false });
    expect(await read({ before: 12, fromSeq: 5 })).toEqual({ nextSeq: 12, prevSeq: null, done: false });
    expect(await read({ before: 1 })).toEqual({ nextSeq: 1, prevSeq: null, done: false });
    expect(await read({ fromSeq: 1 })).toEqual({ nextSeq: 11, prevSeq: null, done: false });
    expect(await read({ fromSeq: 35 })).toEqual({ nextSeq: 41, prevSeq: 35, done: true });
  });
});
