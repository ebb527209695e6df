import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu'];

test.each([
  ['Europe/Berln', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['Berlin', 'Europe/Berlin'],
  ['berlin', 'Europe/Berlin'],
  ['New_York', 'America/New_York'],
  ['America/NewYork', 'America/New_York'],
  ['utc', 'UTC'],
  ['UCT', 'UTC'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
])('%s most likely meant %s', (word, meant) => expect(nearest(word, ZONES)).toBe(meant));

test.each(['Atlantis', 'xyzzyplugh', ''])('%j is near to none', (word) =>
  expect(nearest(word, ZONES.slice(1))).toBeUndefined(),
);

test('without candidates there is nothing near', () => expect(nearest('UTC', [])).toBeUndefined());
