import { expect, test } from 'vitest';
import { jitterOf } from './jitter.ts';

const slots = Array.from({ length: 5000 }, (_, index) => 1_800_000_000_000 + index * 60_000);

test('without jitter there is no delay', () => expect(jitterOf(1, slots[0] as number, 0)).toBe(0));

test('delays lie within bounds and are spread over them', () => {
  const delays = slots.map((slot) => jitterOf(7, slot, 1000));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...delays)).toBeLessThan(1000);
  const buckets = Array.from(
    { length: 10 },
    (_, bucket) => delays.filter((delay) => Math.floor(delay / 100) === bucket).length,
  );
  for (const count of buckets) expect(count).toBeGreaterThan(350);
});

test('the same slot of the same schedule always has the same delay; others have their own', () => {
  const [slot = 0] = slots;
  expect(jitterOf(7, slot, 86_400_000)).toBe(jitterOf(7, slot, 86_400_000));
  expect(jitterOf(8, slot, 86_400_000)).not.toBe(jitterOf(7, slot, 86_400_000));
});
