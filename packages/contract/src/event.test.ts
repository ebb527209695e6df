import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, EmitRequest, EventFilter, EventName, EventPattern, eventMatches } from './event.ts';

describe('patterns', () => {
  test.each<[string[], string, boolean]>([
    [['order.paid'], 'order.paid', true],
    [['order.paid'], 'order.paid.late', false],
    [['order.paid'], 'order', false],
    [['order.*'], 'order.paid', true],
    [['order.*'], 'order.line.added', true],
    [['order.*'], 'order.', true],
    [['order.*'], 'order', false],
    [['order.*'], 'orders.paid', false],
    [['shop.order.*'], 'shop.order.paid', true],
    [['shop.order.*'], 'shop.cart.paid', false],
    [['*'], 'anything.at.all', true],
    [['a.b', 'c.*'], 'c.d', true],
    [['a.b', 'c.*'], 'b.c', false],
    [[], 'a.b', false],
  ])('%j and %s: %j', (patterns, type, matches) => expect(eventMatches(patterns, type)).toBe(matches));

  test.each(['*', 'order.paid', 'order.*', 'shop.order.*', 'a-b_c.d-e_f', 'a1.b2'])(
    '%s is a pattern',
    (pattern) => expect(EventPattern.safeParse(pattern).success).toBe(true),
  );
  test.each([
    '',
    'order',
    'Order.paid',
    'order.**',
    '*.paid',
    'order.*.paid',
    '.paid',
    'order.',
    'a b.c',
    `${'x'.repeat(99)}.y`,
    'a.b\0',
  ])('%j is none', (pattern) => expect(EventPattern.safeParse(pattern).success).toBe(false));
});

test('a name is a pattern without a star', () => {
  for (const name of [...EVENT_TYPES, 'order.paid', 'a.b.c']) {
    expect(EventName.safeParse(name).success).toBe(true);
    expect(EventPattern.safeParse(name).success).toBe(true);
  }
  for (const name of ['*', 'order.*', 'order', '']) expect(EventName.safeParse(name).success).toBe(false);
});

test('long names are looked at in no time', () => {
  const began = performance.now();
  for (const hostile of ['a.'.repeat(50_000), `${'a'.repeat(100_000)}!`, `a.${'-'.repeat(100_000)}!`]) {
    EventName.safeParse(hostile);
    EventPattern.safeParse(hostile);
  }
  expect(performance.now() - began).toBeLessThan(500);
});

test('an event needs no data, but takes nothing unknown', () => {
  expect(EmitRequest.parse({ event: 'a.b' })).toEqual({ event: 'a.b', data: {} });
  expect(EmitRequest.safeParse({ event: 'a.b', Data: {} }).success).toBe(false);
});

test('a filter names at least one comparison, and twenty paths at most', () => {
  expect(EventFilter.safeParse({ 'data.n': {} }).success).toBe(false);
  const paths = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`data.p${index}`, 1]));
  expect(EventFilter.safeParse(paths(20)).success).toBe(true);
  expect(EventFilter.safeParse(paths(21)).success).toBe(false);
});
