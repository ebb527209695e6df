import { expect, test } from 'vitest';
import { RequestMeters } from './request-meters.ts';

function setup() {
  const clock = { ms: 0, nodes: 1 };
  const meters = new RequestMeters(
    () => clock.ms,
    () => clock.nodes,
  );
  const burst = (n: number, ...limit: [Parameters<RequestMeters['take']>[1]]): number =>
    Array.from({ length: n }, () => meters.take('a', ...limit).allowed).filter(Boolean).length;
  return { clock, meters, burst };
}

test('the default: 200 at once, and 10 a second after that', () => {
  const { clock, burst } = setup();
  expect(burst(300, 'default')).toBe(200);
  clock.ms += 1000;
  expect(burst(300, 'default')).toBe(10);
  clock.ms += 3_600_000;
  expect(burst(300, 'default')).toBe(200);
});

test('strict: 100 a minute, 1,000 an hour', () => {
  const { clock, burst } = setup();
  let total = 0;
  for (let minute = 0; minute < 60; minute++) {
    const now = burst(200, 'strict');
    expect(now).toBe(minute < 10 ? 100 : 0);
    total += now;
    clock.ms += 60_000;
  }
  expect(total).toBe(1000);
  expect(burst(200, 'strict')).toBe(100);
});

test('each has its own; an edited limit starts afresh', () => {
  const { meters, burst } = setup();
  expect(burst(5, { perMinute: 2 })).toBe(2);
  expect(meters.take('b', { perMinute: 2 }).allowed).toBe(true);
  expect(burst(5, { perMinute: 3 })).toBe(3);
});

test('the headers tell what is left and when to come again', () => {
  const { meters } = setup();
  expect(meters.take('a', 'strict').headers).toEqual({
    'ratelimit-policy': '"minute";q=100;w=60, "hour";q=1000;w=3600',
    ratelimit: '"minute";r=99;t=60',
  });
  for (let n = 0; n < 99; n++) meters.take('a', 'strict');
  expect(meters.take('a', 'strict')).toEqual({
    allowed: false,
    headers: {
      'ratelimit-policy': '"minute";q=100;w=60, "hour";q=1000;w=3600',
      ratelimit: '"minute";r=0;t=60',
      'retry-after': '60',
    },
  });
});

test('of several nodes each gives out its part, from the moment their number changes', () => {
  const { clock, meters, burst } = setup();
  clock.nodes = 4;
  expect(burst(300, 'default')).toBe(50);
  clock.ms += 1000;
  expect(burst(300, 'default')).toBe(2);
  clock.nodes = 1;
  clock.ms += 1000;
  // Ten came back, and two halves of a part were left over.
  expect(burst(300, 'default')).toBe(12);
  clock.ms += 3_600_000;
  clock.nodes = 3;
  expect(meters.take('b', 'strict').headers['ratelimit']).toBe('"minute";r=32;t=60');
  // More nodes than the limit: one each.
  clock.nodes = 9;
  expect(Array.from({ length: 3 }, () => meters.take('c', { perMinute: 2 }).allowed)).toEqual([
    true,
    false,
    false,
  ]);
});
