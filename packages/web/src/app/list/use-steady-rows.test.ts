import { expect, test } from 'vitest';
import { steady } from './use-steady-rows.ts';

test('rows stand still: news waits above, further pages come below, known rows take on what is new', () => {
  const row = (id: number, state = 'old') => ({ id, state });
  const frozen = [row(3), row(2)];
  expect(steady(frozen, [row(4), row(3, 'new'), row(2), row(1)], ({ id }) => String(id))).toEqual({
    rows: [row(3, 'new'), row(2), row(1)],
    waiting: 1,
  });
  expect(steady(frozen, [row(4)], ({ id }) => String(id))).toEqual({ rows: frozen, waiting: 1 });
});
