import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NoticeGroups } from './notice-groups.ts';
import { asOne, chosenKinds, noticeOf, withChoice, type Notice } from './notice-plan.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const letter = (deadLetterId: number): Notice =>
  noticeOf({ type: 'deadletter.added', data: { deadLetterId, taskType: 'shell_command' } }) as Notice;

test('what needs a person is told with the way to it, the rest is not', () => {
  expect(noticeOf({ type: 'error.escalated', data: { errorId: 7, message: 'disk full' } })).toEqual({
    kind: 'error',
    about: '7',
    title: 'Error 7 needs you',
    body: 'disk full',
    path: '/errors/7',
  });
  expect(noticeOf({ type: 'breaker.opened', data: { key: 'http:pay.example/x' } })?.path).toBe(
    '/breakers/http%3Apay.example%2Fx',
  );
  expect(noticeOf({ type: 'node.lost', data: { name: 'n1' } })?.path).toBe('/nodes');
  expect(noticeOf({ type: 'execution.failed', data: {} })).toBeUndefined();
});

test('the first is told at once, the others of a minute together, other kinds on their own', () => {
  const told: string[] = [];
  const groups = new NoticeGroups(({ title, path }) => told.push(`${title} ${path}`));
  groups.add(letter(1));
  groups.add(letter(2));
  groups.add(letter(3));
  groups.add(letter(3));
  groups.add(noticeOf({ type: 'breaker.opened', data: { key: 'pay' } }) as Notice);
  expect(told).toEqual(['A dead letter was added /dead-letters/1', 'Breaker pay opened /breakers/pay']);
  vi.advanceTimersByTime(60_000);
  expect(told.slice(2)).toEqual(['Tutti: 2 dead letters added /dead-letters']);
  groups.add(letter(4));
  vi.advanceTimersByTime(59_000);
  expect(told).toHaveLength(3);
  vi.advanceTimersByTime(1000);
  expect(told.slice(3)).toEqual(['A dead letter was added /dead-letters/4']);
  vi.advanceTimersByTime(60_000);
  groups.add(letter(5));
  expect(told).toHaveLength(5);
  groups.stop();
});

test('the same thing twice is one', () =>
  expect(asOne([letter(1), letter(1)])?.path).toBe('/dead-letters/1'));

test('the choice is stored as a list, and what it does not know is left out', () => {
  expect(chosenKinds('error,nonsense,node')).toEqual(['error', 'node']);
  expect(withChoice('error', 'node', true)).toBe('error,node');
  expect(withChoice('error,node', 'error', false)).toBe('node');
});
