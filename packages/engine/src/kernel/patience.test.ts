import { expect, test } from 'vitest';
import { Patience } from './patience.ts';

test('waits are long, short after an announcement, and then ever longer', () => {
  const patience = new Patience(100);
  expect([patience.spend(), patience.spend()]).toEqual([100, 100]);
  patience.renew();
  expect(Array.from({ length: 6 }, () => patience.spend())).toEqual([10, 20, 40, 80, 100, 100]);
});
