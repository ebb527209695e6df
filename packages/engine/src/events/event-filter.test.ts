import { EventFilter } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { filterMatches } from './event-filter.ts';

const event = {
  type: 'order.paid',
  actor: 'ada',
  data: {
    status: 'failed',
    n: 3,
    zero: 0,
    ok: true,
    none: null,
    text: '10',
    tags: ['a'],
    deep: { er: { n: 7 } },
    'a.b': 'dotted',
  },
};

/** Path, condition, whether it holds. */
const TABLE: [string, EventFilter[string], boolean][] = [
  ['data.status', 'failed', true],
  ['data.status', 'fail', false],
  ['data.n', 3, true],
  ['data.n', '3', false],
  ['data.ok', true, true],
  ['data.ok', 'true', false],
  ['data.none', null, true],
  ['data.absent', null, false],
  ['data.zero', false, false],
  ['type', 'order.paid', true],
  ['actor', 'ada', true],
  ['data.deep.er.n', 7, true],
  ['data.status', { eq: 'failed' }, true],
  ['data.status', { eq: 'x' }, false],
  ['data.none', { eq: null }, true],
  ['data.status', { ne: 'ok' }, true],
  ['data.status', { ne: 'failed' }, false],
  ['data.absent', { ne: 'failed' }, true],
  ['data.n', { in: [1, 2, 3] }, true],
  ['data.n', { in: ['3'] }, false],
  ['data.n', { in: [] }, false],
  ['data.none', { in: [null] }, true],
  ['data.n', { gt: 2 }, true],
  ['data.n', { gt: 3 }, false],
  ['data.n', { gte: 3 }, true],
  ['data.n', { gte: 3.1 }, false],
  ['data.n', { lt: 4 }, true],
  ['data.n', { lt: 3 }, false],
  ['data.n', { lte: 3 }, true],
  ['data.n', { lte: 2 }, false],
  ['data.n', { gt: 1, lt: 5 }, true],
  ['data.n', { gt: 1, lt: 3 }, false],
  ['data.zero', { gte: 0 }, true],
  ['data.text', { gt: 9 }, false],
  ['data.text', { lt: 9 }, false],
  ['data.text', { lt: '9' }, true],
  ['data.status', { gte: 'e', lt: 'g' }, true],
  ['data.ok', { gte: 0 }, false],
  ['data.none', { lte: 0 }, false],
  ['data.absent', { lte: 0 }, false],
  ['data.absent', { exists: false }, true],
  ['data.absent', { exists: true }, false],
  ['data.none', { exists: true }, true],
  ['data.n', { exists: false }, false],
  ['data.status', { prefix: 'fai' }, true],
  ['data.status', { prefix: '' }, true],
  ['data.status', { prefix: 'xfai' }, false],
  ['data.n', { prefix: '3' }, false],
  ['data.deep', { exists: true }, true],
  ['data.deep.er.n.more', { exists: true }, false],
  ['data.status.length', { exists: true }, false],
  ['data.__proto__', { exists: true }, false],
  ['data.toString', { exists: true }, false],
  ['data.tags.0', 'a', true],
];

test.each(TABLE)('%s %j: %j', (path, condition, holds) => {
  expect(filterMatches({ [path]: condition }, event)).toBe(holds);
});

test('every condition in the table is one that the contract takes', () => {
  for (const [path, condition] of TABLE)
    expect(EventFilter.safeParse({ [path]: condition }).success).toBe(true);
});

describe('a filter', () => {
  test('of nothing lets everything through', () => {
    expect([null, undefined, {}].every((filter) => filterMatches(filter, event))).toBe(true);
  });

  test('holds when all of its conditions do', () => {
    expect(filterMatches({ 'data.n': { gte: 3 }, 'data.status': 'failed' }, event)).toBe(true);
    expect(filterMatches({ 'data.n': { gte: 3 }, 'data.status': 'ok' }, event)).toBe(false);
  });

  test('knows no regular expressions, and takes no operator it does not know', () => {
    for (const bad of [{ regex: 'x' }, { $gt: 1 }, {}, { gt: true }, { in: 'abc' }]) {
      expect(EventFilter.safeParse({ 'data.n': bad }).success).toBe(false);
    }
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`data.f${index}`, 1]));
    expect(EventFilter.safeParse(many).success).toBe(false);
  });
});
