import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  DurationMs,
  ExecutionKey,
  PageQuery,
  QueryFlag,
  QueueName,
  ScheduleKey,
  Tags,
  Timestamp,
  queryList,
} from './primitives.ts';

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

test.each<[string, z.ZodType, unknown[], unknown[]]>([
  [
    'a timestamp',
    Timestamp,
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00+05:45'],
    ['2026-01-01', '2026-01-01T00:00:00', 'now', 0, null, '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z'],
  ],
  [
    'a duration',
    DurationMs,
    [1, 31_622_400_000],
    [0, -1, 1.5, 31_622_400_001, '5', Number.NaN, Number.POSITIVE_INFINITY],
  ],
  [
    'an execution key',
    ExecutionKey,
    ['1', '999999999999999', '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e', '019AB6AC-5A10-7D52-9F4C-0D8C1F2B3A4E'],
    ['', '-1', '1.5', '1e3', '9999999999999999', '019ab6ac', '1 ', '../1'],
  ],
  ['a schedule key', ScheduleKey, ['1', '999999999'], ['0', '01', '-1', '1000000000', 'x', '']],
  [
    'a queue name',
    QueueName,
    ['default', 'A.b_c:d-1', 'x'.repeat(64)],
    ['', '.a', '-a', 'a b', 'a/b', 'ä', 'x'.repeat(65), 'a\n'],
  ],
  [
    'tags',
    Tags,
    [[], ['a'], Array.from({ length: 20 }, () => 'a')],
    [['a b'], [''], Array.from({ length: 21 }, () => 'a'), 'a'],
  ],
])('%s', (_, schema, good, bad) => {
  expect(good.filter((value) => !takes(schema, value))).toEqual([]);
  expect(bad.filter((value) => takes(schema, value))).toEqual([]);
});

test('a schedule key comes out as a number', () => expect(ScheduleKey.parse('12')).toBe(12));

describe('query strings', () => {
  test('a flag is true, false or absent', () => {
    expect(['true', 'false', undefined].map((text) => QueryFlag.parse(text))).toEqual([
      true,
      false,
      undefined,
    ]);
    expect(['1', 'TRUE', ''].filter((text) => takes(QueryFlag, text))).toEqual([]);
  });

  test('a list is separated by commas', () => {
    const list = queryList(z.enum(['a', 'b']));
    expect(list.parse('a, b,,a')).toEqual(['a', 'b', 'a']);
    expect(list.parse(undefined)).toBeUndefined();
    expect(
      ['', ',', 'c', 'a,c', Array.from({ length: 51 }, () => 'a').join(',')].filter((text) =>
        takes(list, text),
      ),
    ).toEqual([]);
  });

  test('a page has bounds and defaults', () => {
    const page = z.strictObject(PageQuery);
    expect(page.parse({})).toEqual({ limit: 50, offset: 0 });
    expect(page.parse({ limit: '500', offset: '10000' })).toEqual({ limit: 500, offset: 10_000 });
    expect(
      [{ limit: '0' }, { limit: '501' }, { limit: 'x' }, { offset: '-1' }, { offset: '10001' }].filter(
        (query) => takes(page, query),
      ),
    ).toEqual([]);
  });
});
