import { expect, test, vi } from 'vitest';
import { Signal } from './signal.ts';

test('a wake that came before the wait is not lost', async () => {
  const signal = new Signal();
  signal.wake();
  await signal.wait(60_000);
});

test('a wake ends the wait under way, once', async () => {
  vi.useFakeTimers();
  try {
    const signal = new Signal();
    const first = signal.wait(60_000);
    signal.wake();
    await first;
    let over = false;
    const second = signal.wait(1000).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await second;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('several wakes count as one', async () => {
  vi.useFakeTimers();
  try {
    const signal = new Signal();
    for (let index = 0; index < 3; index++) signal.wake();
    await signal.wait(1000);
    let over = false;
    void signal.wait(1000).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(500);
    expect(over).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('no time at all does not wait, and a time too long for a timer does not end at once', async () => {
  vi.useFakeTimers();
  try {
    const signal = new Signal();
    await signal.wait(0);
    await signal.wait(-5);
    let over = false;
    void signal.wait(Number.MAX_SAFE_INTEGER).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(over).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
