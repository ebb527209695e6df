import { expect, it } from 'vitest';
import { OutputGate } from './output-gate.ts';

it('passes all within the limit, both streams together', () => {
  const gate = new OutputGate(10);
  expect(gate.pass('stdout', Buffer.from('12345')).toString()).toBe('12345');
  expect(gate.dropped).toBeUndefined();
  expect(gate.pass('stderr', Buffer.from('abcdefgh')).toString()).toBe('abcde');
  expect(gate.pass('stdout', Buffer.from('678'))).toHaveLength(0);
  expect(gate.dropped).toMatchObject({ bytes: 6 });
  expect(String(gate.dropped?.tails.stderr)).toBe('fgh');
  expect(String(gate.dropped?.tails.stdout)).toBe('678');
});

it('keeps the last of what it drops', () => {
  const gate = new OutputGate(0);
  for (let n = 0; n < 20_000; n++) gate.pass('stdout', Buffer.from(String(n % 10)));
  gate.pass('stdout', Buffer.alloc(30_000, 'x'));
  expect(gate.dropped?.bytes).toBe(50_000);
  expect(String(gate.dropped?.tails.stdout)).toBe('0123456789'.repeat(1000) + 'x'.repeat(30_000));
  gate.pass('stdout', Buffer.alloc(100_000, 'y'));
  expect(String(gate.dropped?.tails.stdout)).toBe('y'.repeat(40_000));
});

it('is full until the reader has caught up', () => {
  const gate = new OutputGate(10_000_000);
  const chunk = Buffer.alloc(64 * 1024);
  for (let n = 0; n < 4; n++) gate.pass('stdout', chunk);
  expect(gate.full).toBe(false);
  gate.pass('stderr', chunk);
  expect(gate.full).toBe(true);
  expect(gate.consumed(100)).toBe(false);
  expect(gate.consumed(64 * 1024)).toBe(true);
  expect(gate.full).toBe(false);
  expect(gate.consumed(64 * 1024)).toBe(false);
});

it('what is dropped does not count as unread', () => {
  const gate = new OutputGate(0);
  gate.pass('stdout', Buffer.alloc(1_000_000));
  expect(gate.full).toBe(false);
});
