import { expect, test } from 'vitest';
import { uuidGenerator } from './uuid.ts';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const msOf = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

test('each is a UUIDv7 by its version and variant bits', () => {
  const newId = uuidGenerator();
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids.filter((id) => !V7.test(id))).toEqual([]);
});

test('they grow strictly, also when the clock stands still, and never repeat', () => {
  const newId = uuidGenerator(() => 1_700_000_000_000);
  const ids = Array.from({ length: 50_000 }, newId);
  expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] as string))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('they carry the time, and grow even when the clock goes back', () => {
  let now = Date.parse('2026-11-21T02:00:00.123Z');
  const newId = uuidGenerator(() => now);
  const first = newId();
  expect(msOf(first)).toBe(now);
  now -= 60_000;
  const second = newId();
  expect(second > first).toBe(true);
  now += 120_000;
  expect(msOf(newId())).toBe(now);
});

test('a time beyond 32 bits of milliseconds stands in the right place', () => {
  for (const now of [0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001, 0xffff_ffff_ffff]) {
    expect(msOf(uuidGenerator(() => now)())).toBe(now);
  }
});

test('a counter that runs over borrows from the next millisecond', () => {
  const newId = uuidGenerator(() => 5);
  let last = newId();
  const counterOf = (uuid: string): number => {
    const [, , third = '', fourth = ''] = uuid.split('-');
    return ((Number.parseInt(third, 16) & 0xfff) << 14) | (Number.parseInt(fourth, 16) & 0x3fff);
  };
  // The counter starts in the lower eighth, so that at least 2^25 identifiers fit before it runs over.
  expect(counterOf(last)).toBeLessThan(2 ** 23);
  for (let index = 0; index < 1000; index++) {
    const next = newId();
    expect(counterOf(next)).toBe(counterOf(last) + 1);
    last = next;
  }
});

test('two generators do not meet', () => {
  const [one, two] = [uuidGenerator(() => 1), uuidGenerator(() => 1)];
  const ids = Array.from({ length: 5000 }, () => [one(), two()]).flat();
  expect(new Set(ids).size).toBe(ids.length);
});
