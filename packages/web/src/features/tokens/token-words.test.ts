import { expect, test } from 'vitest';
import { expiresAtOf, isOver, knownScopes, limitWords, rolesScopes, tokenState } from './token-words.ts';

const now = Date.parse('2026-11-21T02:00:00Z');
const inDays = (days: number): string => new Date(now + days * 86_400_000).toISOString();

test.each([
  [null, null, 'Active'],
  [inDays(90), null, 'Active'],
  [inDays(13), null, 'Expires soon'],
  [inDays(0), null, 'Expired'],
  [inDays(90), inDays(-1), 'Revoked'],
])('a token that expires at %s and was revoked at %s is %s', (expiresAt, revokedAt, word) => {
  expect(tokenState({ expiresAt, revokedAt }, now).word).toBe(word);
  expect(isOver({ expiresAt, revokedAt }, now)).toBe(word === 'Expired' || word === 'Revoked');
});

test('expiries are days from now, a date, or never', () => {
  expect(expiresAtOf('7', undefined, now)).toBe('2026-11-28T02:00:00.000Z');
  expect(expiresAtOf('never', undefined, now)).toBeNull();
  expect(expiresAtOf('date', '2027-01-01T00:00:00.000Z', now)).toBe('2027-01-01T00:00:00.000Z');
  expect(expiresAtOf('date', undefined, now)).toBeUndefined();
});

test('scopes come from the routes, limits read as sentences', () => {
  const known = knownScopes().map(({ value }) => value);
  expect(known).toContain('schedules:trigger');
  expect(known).not.toContain('public');
  expect(rolesScopes(['viewer', 'operator'])).toEqual(['*:read', '*:write', '*:trigger']);
  expect(limitWords('strict')).toBe('100 a minute, 1,000 an hour');
  expect(limitWords({ perMinute: 5000, perHour: 9 })).toBe('5,000 a minute, 9 an hour');
});
